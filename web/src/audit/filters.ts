// Which entries of an audit log are shown. It stands in the address, so that a view can be shared; times
// are as the reader's clock has them (`2026-11-23T13:00`), and go to the server in UTC.
export interface AuditFilters {
  action?: string;
  subject?: string;
  request_id?: string;
  person_id?: string;
  from?: string;
  until?: string;
}
const names = ['action', 'subject', 'request_id', 'person_id', 'from', 'until'] as const;

export function auditFiltersOf(search: URLSearchParams): AuditFilters {
  const filters: AuditFilters = {};
  for (const name of names) {
    const value = search.get(name)?.trim();
    if (value) filters[name] = value;
  }
  return filters;
}

export function searchOfAudit(filters: AuditFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of names) {
    const value = filters[name];
    if (value) search.set(name, value);
  }
  return search;
}

export const isAuditFiltered = (filters: AuditFilters) => names.some((name) => filters[name]);

/// As the API takes them. A time that is none is left out.
export function auditQueryOf(filters: AuditFilters): AuditFilters {
  const query = { ...filters };
  for (const name of ['from', 'until'] as const) {
    const time = Date.parse(filters[name] ?? '');
    if (Number.isNaN(time)) delete query[name];
    else query[name] = new Date(time).toISOString();
  }
  return query;
}
