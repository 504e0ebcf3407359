// A fly-in at the end of the page; on a phone it is the whole page.
import { Button, DrawerBody, DrawerFooter, DrawerHeader, DrawerHeaderTitle, makeStyles, OverlayDrawer, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  panel: { width: 'min(100vw, 560px)' },
  wide: { width: 'min(100vw, 820px)' },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, paddingBottom: tokens.spacingVerticalXXL, '> *': { flexShrink: 0 } },
  footer: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, flexWrap: 'wrap', rowGap: tokens.spacingVerticalS },
});

interface Props {
  open: boolean;
  onClose(): void;
  title: string;
  wide?: boolean;
  stays?: boolean;  ///< a click beside it does not close it: what it shows is shown once
  footer?: ReactNode;  ///< buttons, the main one first
  children: ReactNode;
}

export function SidePanel({ open, onClose, title, wide, stays, footer, children }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <OverlayDrawer
      open={open}
      position="end"
      className={wide ? styles.wide : styles.panel}
      onOpenChange={(_, data) => !data.open && !(stays && data.type === 'backdropClick') && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle action={<Button appearance="subtle" aria-label={common.close} icon={<DismissRegular />} onClick={onClose} />}>
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody className={styles.body} tabIndex={0}>{children}</DrawerBody>
      {footer && <DrawerFooter className={styles.footer}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}
