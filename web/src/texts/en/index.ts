import { account } from './account';
import { batches } from './batches';
import { common } from './common';
import { customers } from './customers';
import { devices } from './devices';
import { directory } from './directory';
import { entry } from './entry';
import { operator } from './operator';
import { organisation } from './organisation';
import { register } from './register';
import { relationships } from './relationships';

export const en = { common, entry, account, customers, devices, register, batches, relationships, directory, organisation, operator };
export type Texts = typeof en;
