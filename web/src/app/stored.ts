// What this browser remembers of how somebody likes the portal. Never anything of the server's.
// A browser that forbids storage just forgets.
export const stored = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(`muster.${name}`);
    } catch {
      return null;
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(`muster.${name}`, value);
    } catch {
      // Forgotten, then.
    }
  },
};
