/// The request ID in what somebody pasted, which may be a whole sentence; null where there is none.
export function requestIdIn(text: string): string | null {
  return /req_[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])/.exec(text.trim().toLowerCase())?.[0] ?? null;
}
