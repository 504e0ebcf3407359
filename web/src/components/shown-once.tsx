// What is shown this once: a secret, or a link to hand over. It stays until somebody says that they
// have it; neither Escape nor a click beside it loses it.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts';
import { CopyButton } from './copy-button';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  value: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS} ${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  text: { flexGrow: 1, fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', minWidth: 0 },
  name: { display: 'block', marginBottom: tokens.spacingVerticalXXS, fontWeight: tokens.fontWeightSemibold },
});

export interface ShownValue {
  name: string;
  value: string;
}

export function CopyValue({ name, value }: ShownValue) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <div>
      <Text className={styles.name}>{name}</Text>
      <div className={styles.value}>
        <span className={styles.text}>{value}</span>
        <CopyButton text={value} label={common.copyOf(name)} />
      </div>
    </div>
  );
}

interface Props {
  title: string;
  values: ShownValue[];
  once: string;  ///< says that it is shown only now, and what to do should it be lost
  children?: ReactNode;
  onClose(): void;
}

export function ShownOnce({ title, values, once, children, onClose }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <MessageBar intent="warning" layout="multiline"><MessageBarBody>{once}</MessageBarBody></MessageBar>
            {values.map((shown) => <CopyValue key={shown.name} {...shown} />)}
            {children}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>{common.haveIt}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
