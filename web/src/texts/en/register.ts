export const register = {
  title: 'Register devices',
};
