import type { Texts } from '../en';
import type { ErrorText, Problems, RowErrors } from '../en/errors';
import { translator } from '../server-sentences';
import { sentences } from './server';

export const rows: RowErrors = {
  device_not_found: {
    title: 'Gerät nicht gefunden',
    advice: 'Vergleichen Sie Hersteller, Modell und Seriennummer mit dem, was das Gerät selbst meldet; alles muss Zeichen für Zeichen gleich sein. Ist es das, bitten Sie den Lieferanten, das Gerät zu veröffentlichen, und wiederholen Sie es dann.',
  },
  hardware_hash_not_valid: {
    title: 'Hardware-Hash ungültig',
    advice: 'Lesen Sie den Hardware-Hash noch einmal aus dem Gerät aus und achten Sie darauf, dass die Datei ihn ganz enthält: Tabellenprogramme kürzen lange Zellen. Laden Sie diese Zeile dann erneut hoch.',
  },
  device_already_registered: { title: 'Gerät bereits registriert', advice: 'Nichts zu tun: Dieser Kunde hat das Gerät schon. Suchen Sie es in der Liste der Geräte.' },
  device_claimed_by_another_organization: {
    title: 'Gerät von einer anderen Organisation beansprucht',
    advice: 'Prüfen Sie die Seriennummer. Gehört das Gerät wirklich Ihnen, lassen Sie es vom Lieferanten oder vom Verkäufer freigeben, und wiederholen Sie es dann.',
  },
  approval_needed: {
    title: 'Freigabe nötig',
    advice: 'Kein Lieferant hat dieses Gerät veröffentlicht, aber sein Hardware-Hash ist gültig: Wen die Einstellungen der Organisation nennen, der kann es freigeben. Oder bitten Sie den Lieferanten, es zu veröffentlichen, und wiederholen Sie es dann.',
  },
  unexpected_error: { title: 'Unerwarteter Fehler', advice: 'Wenden Sie sich an den Support und nennen Sie die Anfrage-ID.' },
  missing_value: { title: 'Wert fehlt', advice: 'Füllen Sie die genannte Spalte aus und laden Sie diese Zeile erneut hoch.' },
  value_too_long: { title: 'Wert zu lang', advice: 'Kürzen Sie den Wert in der genannten Spalte bis zur Grenze und laden Sie diese Zeile erneut hoch.' },
  control_character: { title: 'Steuerzeichen im Wert', advice: 'Entfernen Sie das unsichtbare Zeichen (etwa einen Tabulator oder Zeilenumbruch) aus dem Wert und laden Sie diese Zeile erneut hoch.' },
  not_utf8: { title: 'Text nicht lesbar', advice: 'Speichern Sie die Datei als UTF-8 und laden Sie diese Zeile erneut hoch.' },
  wrong_column_count: {
    title: 'Falsche Anzahl von Spalten',
    advice: 'Geben Sie dieser Zeile dieselben Spalten wie der Kopfzeile; setzen Sie Werte, die das Trennzeichen enthalten, in doppelte Anführungszeichen. Laden Sie sie dann erneut hoch.',
  },
  duplicate_in_file: { title: 'Doppelt in der Datei', advice: 'Nichts zu tun, wenn das Gerät einmal gemeint war: Seine erste Zeile in der Datei zählt.' },
  published_by_another_supplier: {
    title: 'Von einem anderen Lieferanten veröffentlicht',
    advice: 'Ein anderer Lieferant führt dieses Gerät. Ist es Ihres, bitten Sie den Betreiber dieser Installation, das mit jenem Lieferanten zu klären.',
  },
  serial_number_mismatch: {
    title: 'Seriennummer weicht vom Hardware-Hash ab',
    advice: 'Die Zeile vermischt zwei Geräte. Lesen Sie Seriennummer und Hardware-Hash aus demselben Gerät aus und laden Sie diese Zeile erneut hoch.',
  },
};

/// Where the server says nothing more exact than what goes for each with this code.
export const problems: Problems = {
  unauthenticated: { title: 'Nicht angemeldet', advice: 'Prüfen Sie E-Mail-Adresse, Passwort und Code, oder melden Sie sich neu an. Hilft das nicht, bitten Sie einen Administrator um ein neues Passwort.' },
  second_factor_required: { title: 'Zweiter Faktor nötig', advice: 'Geben Sie den Code ein, den Ihre Authenticator-App jetzt zeigt, oder einen Ihrer Wiederherstellungscodes.' },
  forbidden: { title: 'Nicht erlaubt', advice: 'Bitten Sie einen Administrator der Organisation oder den Betreiber dieser Installation um das Recht dazu.' },
  not_found: { title: 'Nicht gefunden', advice: 'Prüfen Sie die Adresse und die IDs darin, und ob Sie für die richtige Organisation angemeldet sind.' },
  method_not_allowed: { title: 'So nicht möglich', advice: 'Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support und nennen Sie die Anfrage-ID.' },
  not_acceptable: { title: 'In dieser Form nicht zu haben', advice: 'Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support und nennen Sie die Anfrage-ID.' },
  conflict: { title: 'In diesem Zustand nicht möglich', advice: 'Sehen Sie sich an, wie es jetzt ist, und entscheiden Sie dann noch einmal.' },
  precondition_failed: { title: 'Inzwischen geändert', advice: 'Jemand war schneller. Laden Sie die Seite neu und ändern Sie es dann noch einmal.' },
  precondition_required: { title: 'Bedingung nötig', advice: 'Laden Sie die Seite neu und ändern Sie es dann noch einmal.' },
  payload_too_large: { title: 'Zu groß', advice: 'Teilen Sie die Datei und laden Sie die Teile nacheinander hoch.' },
  unsupported_media_type: { title: 'Dateityp nicht unterstützt', advice: 'Laden Sie eine CSV-Datei hoch.' },
  invalid_request: { title: 'Anfrage nicht lesbar', advice: 'Laden Sie die Seite neu und versuchen Sie es noch einmal.' },
  validation_failed: { title: 'Angaben nicht gültig', advice: 'Berichtigen Sie, was genannt ist, und senden Sie es noch einmal.' },
  file_not_readable: { title: 'Datei nicht lesbar', advice: 'Berichtigen Sie die Datei an der genannten Stelle und laden Sie sie erneut hoch.' },
  idempotency_key_reused: { title: 'Schon einmal anders gesendet', advice: 'Laden Sie die Seite neu und senden Sie es noch einmal.' },
  idempotency_key_in_use: { title: 'Die Anfrage läuft noch', advice: 'Warten Sie, bis die erste zu Ende ist, und sehen Sie dann nach, was aus ihr wurde.' },
  too_many_requests: { title: 'Zu viele Anfragen', advice: 'Warten Sie einen Moment und versuchen Sie es dann noch einmal.' },
  unexpected_error: { title: 'Unerwarteter Fehler', advice: 'Wenden Sie sich an den Support und nennen Sie die Anfrage-ID.' },
  unavailable: { title: 'Zurzeit nicht verfügbar', advice: 'Versuchen Sie es in einer Weile noch einmal; was angenommen wurde, ist nicht verloren.' },
};

const known = translator(sentences);
const problemOf = (code: string): ErrorText | undefined => problems[code as keyof Problems];

export const errors: Texts['errors'] = {
  rows,
  titled: (code, title) => problemOf(code)?.title ?? title,
  advised: (code, advice) => known(advice) ?? problemOf(code)?.advice ?? advice,
  said: (sentence) => known(sentence) ?? sentence,
};
