// Why a row was not registered or published, and what to do next. Everything else the server says in
// English itself, but for what it says to programs: other languages have its problems by their code, and
// its sentences by looking them up (server-sentences.ts).
import type { components } from '../../api/schema';
import { translator, type Sentences } from '../server-sentences';

export interface ErrorText {
  title: string;
  advice: string;
}
type Code = components['schemas']['RegistrationErrorCode' | 'PublishErrorCode'];
export type RowErrors = Record<Code, ErrorText>;
export type Problems = Record<components['schemas']['ProblemCode'], ErrorText>;

export const rows: RowErrors = {
  device_not_found: {
    title: 'Device not found',
    advice: 'Compare manufacturer, model and serial number with what the device itself reports; each must be the same to the letter. If they are, ask the supplier to publish the device, then retry.',
  },
  hardware_hash_not_valid: {
    title: 'Hardware hash not valid',
    advice: 'Collect the hardware hash from the device again and take care that the file keeps it whole: spreadsheets cut long cells. Then upload this row again.',
  },
  device_already_registered: { title: 'Device already registered', advice: 'Nothing is to be done: this customer has the device already. Look for it in the list of devices.' },
  device_claimed_by_another_organization: {
    title: 'Device claimed by another organization',
    advice: 'Check the serial number. If the device is really yours, ask the supplier, or whoever sold it, to have it released, then retry.',
  },
  approval_needed: {
    title: 'Approval needed',
    advice: 'No supplier has published this device, but its hardware hash is valid: whoever the settings of the organisation name can approve it. Or ask the supplier to publish it, then retry.',
  },
  unexpected_error: { title: 'Unexpected error', advice: 'Contact Support and provide the Request ID.' },
  missing_value: { title: 'Value missing', advice: 'Fill in the named column and upload this row again.' },
  value_too_long: { title: 'Value too long', advice: 'Shorten the value in the named column to the limit and upload this row again.' },
  control_character: { title: 'Control character in value', advice: 'Remove the invisible character (such as a tab or a line break) from the value and upload this row again.' },
  not_utf8: { title: 'Text not readable', advice: 'Save the file as UTF-8 and upload this row again.' },
  wrong_column_count: {
    title: 'Wrong number of columns',
    advice: 'Give this row the same columns as the header line; put values that contain the separator in double quotes. Then upload it again.',
  },
  duplicate_in_file: { title: 'Duplicate in file', advice: 'Nothing is to be done if the device was meant once: its first row in the file counts.' },
  published_by_another_supplier: {
    title: 'Published by another supplier',
    advice: 'Another supplier lists this device. If it is yours, ask the operator of this installation to settle it with that supplier.',
  },
  serial_number_mismatch: {
    title: 'Serial number differs from hardware hash',
    advice: 'The row mixes two devices. Collect serial number and hardware hash from the same device and upload this row again.',
  },
};

/// What is meant for programs, as it is said to people.
const toPeople: Sentences = [
  ['Send a valid API token: `Authorization: Bearer mst_...`.', 'Sign in again.'],
  ['Check the address and the IDs in it, and that the token is one of the right organisation.', 'Check the address, and that you are signed in to the right organisation.'],
  ['Use one of the methods in the Allow header.', 'Load the page again. If that does not help, contact Support and provide the Request ID.'],
  ['Ask for one of the media types that the detail names, or leave the Accept header out.', 'Load the page again. If that does not help, contact Support and provide the Request ID.'],
  ['Look at the resource as it is now, then decide again.', 'Look at how it is now, then decide again.'],
  ['Read the resource again and repeat the change with its new ETag.', 'Somebody was faster. Load the page again, then repeat the change.'],
  ['Send If-Match with the ETag that was read.', 'Load the page again, then repeat the change.'],
  ['Split the request and send the parts one after the other.', 'Split the file and upload the parts one after the other.'],
  ['Send one of the media types that the detail names, and say so in Content-Type.', 'Upload a CSV file.'],
  ['Correct the request as the detail says and send it again.', 'Load the page again and try once more.'],
  ['Correct what `errors` names and send the request again.', 'Correct what is named and send it again.'],
  ['Correct the file where `errors` says and upload it again.', 'Correct the file where it says so and upload it again.'],
  ['Use a new Idempotency-Key for a request that is not the same as the earlier one.', 'Load the page again and send it once more.'],
  ['Wait for the first request with this Idempotency-Key to end, then send this one again.', 'Wait until the first one has ended, then look what became of it.'],
  ['Wait as long as Retry-After says, then send the request again.', 'Wait a moment, then try again.'],
  ['Send the request again in a while.', 'Try again in a while; what was accepted is not lost.'],
  ['Send the request again in a few seconds; what was accepted is not lost.', 'Try again in a few seconds; what was accepted is not lost.'],
  ['The resource is not what it was when its ETag was read.', 'It is not what it was when you opened it.'],
  ['The first request with this Idempotency-Key is still being done.', 'The first one is still being done.'],
];
const known = translator(toPeople);

export const errors = {
  rows,
  titled: (_code: string, title: string) => title,
  advised: (_code: string, advice: string) => known(advice) ?? advice,
  said: (sentence: string) => known(sentence) ?? sentence,
};
