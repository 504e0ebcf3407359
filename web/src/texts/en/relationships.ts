export const relationships = {
  title: 'Partners',
};
