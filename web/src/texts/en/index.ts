import { access } from './access';
import { account } from './account';
import { audit } from './audit';
import { batches } from './batches';
import { common } from './common';
import { customers } from './customers';
import { devices } from './devices';
import { directory } from './directory';
import { enrolments } from './enrolments';
import { entry } from './entry';
import { operator } from './operator';
import { organisation } from './organisation';
import { people } from './people';
import { register } from './register';
import { relationships } from './relationships';
import { webhooks } from './webhooks';

export const en = { common, entry, account, customers, devices, register, batches, relationships, directory, organisation, people, access, webhooks, enrolments, audit, operator };
export type Texts = typeof en;
