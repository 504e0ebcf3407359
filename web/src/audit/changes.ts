// What an entry says of before and after, value by value.
export interface ChangedValue {
  name: string;
  before: string;  ///< empty for none
  after: string;
  changed: boolean;
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

export function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): ChangedValue[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => {
    const [old, now] = [textOf(before[name]), textOf(after[name])];
    return { name, before: old, after: now, changed: old !== now };
  });
}
