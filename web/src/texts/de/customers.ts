import type { customers as english } from '../en/customers';

export const customers: typeof english = {
  title: 'Kunden',
  note: 'Die Kunden, für die Sie arbeiten dürfen.',
  name: 'Kunde',
  delegated: 'Delegierte Verwaltung',
  delegatedYes: 'Ja',
  delegatedNo: 'Nein: Geräte sind weder zu sehen noch zu registrieren',
  devices: 'Geräte',
  ready: 'Bereit für Benutzer',
  failed: 'Fehlgeschlagen',
  since: 'Seit',
  filter: 'Kunden suchen',
  empty: 'Noch keine Kunden',
  emptyText: 'Sobald ein Kunde Ihre Anfrage nach einer Beziehung annimmt, steht er hier und Sie können Geräte für ihn registrieren.',
  noMatch: 'Kein Kunde hat das in seinem Namen.',
  serviceAdministration: 'Dienstverwaltung',
  devicesText: 'Geräte registrieren und den Zustand jedes Geräts sehen.',
  uploadsText: 'Jeder Upload mit dem, was aus seinen Zeilen wurde.',
  notDelegatedTitle: 'Ohne delegierte Verwaltung',
  notDelegatedText: 'Dieser Kunde lässt Sie seine Geräte nicht verwalten. Bitten Sie ihn, die Beziehung zu erweitern.',
};
