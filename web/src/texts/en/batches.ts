export const batches = {
  title: 'Uploads',
};
