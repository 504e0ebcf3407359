export const directory = {
  title: 'Directory',
};
