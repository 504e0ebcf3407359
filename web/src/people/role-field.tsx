// Choosing one of an organisation's roles, each with what it lets somebody do.
import { Field, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import type { Kind, Role } from '../api/session';
import { useTexts } from '../texts/texts';
import { rolesOf } from './roles';

const useStyles = makeStyles({ hint: { display: 'block', color: tokens.colorNeutralForeground3 } });

interface Props {
  kind: Kind;
  value: Role;
  onChange(role: Role): void;
  problem?: string;
}

export function RoleField({ kind, value, onChange, problem }: Props) {
  const styles = useStyles();
  const { people, common } = useTexts();
  return (
    <Field label={people.role} validationMessage={problem}>
      <RadioGroup value={value} onChange={(_, data) => onChange(data.value as Role)}>
        {rolesOf(kind).map((role) => (
          <Radio key={role} value={role} label={<>{common.roles[role]}<Text size={200} className={styles.hint}>{people.roleHints[role]}</Text></>} />
        ))}
      </RadioGroup>
    </Field>
  );
}
