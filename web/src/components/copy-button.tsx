import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useState } from 'react';
import { useTexts } from '../texts/texts';
import { useNotify } from './notices';

/// Copies a text, and says so to everybody. Works over plain HTTP too, where there is no clipboard.
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function CopyButton({ text, label, showLabel = false }: { text: string; label?: string; showLabel?: boolean }) {
  const { common } = useTexts();
  const { notify } = useNotify();
  const [done, setDone] = useState(false);
  const name = label ?? common.copy;
  const button = (
    <Button
      appearance={showLabel ? 'secondary' : 'subtle'}
      size={showLabel ? 'medium' : 'small'}
      icon={done ? <CheckmarkRegular /> : <CopyRegular />}
      aria-label={showLabel ? undefined : name}
      onClick={() => {
        void copyText(text).then(() => {
          setDone(true);
          notify(common.copied);
        });
      }}
    >
      {showLabel ? name : undefined}
    </Button>
  );
  return showLabel ? button : <Tooltip content={name} relationship="label">{button}</Tooltip>;
}
