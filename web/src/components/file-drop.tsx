// Where files are dropped, pasted or chosen, and what was.
import { Button, Link, makeStyles, mergeClasses, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { DocumentArrowUpRegular } from '@fluentui/react-icons/svg/document-arrow-up';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { api } from '../api/client';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({
  drop: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingVerticalXXL,
    border: `2px dashed ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  over: { border: `2px dashed ${tokens.colorCompoundBrandStroke}`, backgroundColor: tokens.colorBrandBackground2 },
  icon: { fontSize: '36px', color: tokens.colorBrandForeground1 },
  note: { color: tokens.colorNeutralForeground3 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  file: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: { flexGrow: 1, overflowWrap: 'anywhere' },
  hidden: { display: 'none' },
});

interface Props {
  files: File[];
  problem: string;
  samples: (name: string) => boolean;  ///< which of the sample files belong here
  onChange(files: File[]): void;
}

export function FileDrop({ files, problem, samples, onChange }: Props) {
  const styles = useStyles();
  const { register } = useTexts();
  const formats = useFormats();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { data } = useQuery({ queryKey: ['samples'], queryFn: () => api.get('/api/v1/samples'), staleTime: Infinity });
  const offered = data?.items.filter((sample) => samples(sample.name)) ?? [];
  const add = (more: Iterable<File>) => onChange([...files, ...more]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    const given = event.clipboardData;
    if (!given || (event.target as Element).closest('input, textarea')) return;
    event.preventDefault();
    if (given.files.length > 0) return add(given.files);
    const text = given.getData('text/plain');
    if (text.trim()) add([new File([text], `${register.pasted}.csv`, { type: 'text/csv' })]);
  };
  // Wherever the focus is, but in a field of its own.
  useEffect(() => {
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });
  return (
    <>
      <div
        role="group"
        aria-label={register.file}
        tabIndex={0}
        className={mergeClasses(styles.drop, over && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <DocumentArrowUpRegular className={styles.icon} />
        <Text>{register.drop} <Link as="button" inline onClick={() => input.current?.click()}>{register.choose}</Link></Text>
        <Text size={200} className={styles.note}>{register.dropHint}</Text>
        <input
          ref={input}
          type="file"
          multiple
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          aria-label={register.choose}
          className={styles.hidden}
          onChange={(event) => {
            add(event.target.files ?? []);
            event.target.value = '';
          }}
        />
      </div>
      {offered.length > 0 && (
        <Text size={200}>
          {register.samples}:{' '}
          {offered.map((sample, i) => (
            <span key={sample.name}>{i > 0 && ' · '}<Link href={sample.url} download={sample.name} inline>{sample.title}</Link></span>
          ))}
        </Text>
      )}
      {files.length > 0 && (
        <ul className={styles.list}>
          {files.map((file, i) => (
            <li key={`${file.name} ${i}`} className={styles.file}>
              <DocumentRegular />
              <Text className={styles.name}>{file.name}</Text>
              <Text size={200} className={styles.note}>{formats.bytes(file.size)}</Text>
              <Button appearance="subtle" size="small" icon={<DismissRegular />} aria-label={register.removeFile(file.name)} onClick={() => onChange(files.filter((_, j) => j !== i))} />
            </li>
          ))}
        </ul>
      )}
      {problem && <MessageBar intent="error" layout="multiline" role="alert"><MessageBarBody>{problem}</MessageBarBody></MessageBar>}
    </>
  );
}
