// Why a row was not registered or published, and what to do next. Everything else the server
// says in English itself: other languages have its problems by their code, and its sentences by looking them up.
import type { components } from '../../api/schema';

export interface ErrorText {
  title: string;
  advice: string;
}
type Code = components['schemas']['RegistrationErrorCode' | 'PublishErrorCode'];
export type RowErrors = Record<Code, ErrorText>;
export type Problems = Partial<Record<components['schemas']['ProblemCode'], ErrorText>>;

const rows: RowErrors = {
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

export const errors = { rows, problems: {} as Problems, said: (sentence: string) => sentence };
