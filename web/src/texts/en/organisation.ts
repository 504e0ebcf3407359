export const organisation = {
  title: 'Organisation',
};
