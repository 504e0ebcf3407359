// A customer has a link and does not want to look for where to open it.
import { Button, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Form, TextField, useSending } from '../components/form';
import { SidePanel } from '../components/side-panel';
import { useTexts } from '../texts/texts';
import { secretOfLink } from './relationships';

export default function AnswerPanel({ onClose }: { onClose(): void }) {
  const { relationships } = useTexts();
  const navigate = useNavigate();
  const sending = useSending();
  const [link, setLink] = useState('');
  const [problem, setProblem] = useState<string>();
  return (
    <SidePanel open onClose={onClose} title={relationships.answer}>
      <Text>{relationships.answerIntro}</Text>
      <Form
        sending={sending}
        onSubmit={async () => {
          const secret = secretOfLink(link);
          if (secret) await navigate(`/relationship-request#${secret}`);
          else setProblem(relationships.answerLinkWrong);
        }}
      >
        <TextField label={relationships.answerLink} value={link} onChange={(text) => { setProblem(undefined); setLink(text); }} problem={problem} required autoFocus autoComplete="off" />
        <Button type="submit" appearance="primary">{relationships.look}</Button>
      </Form>
    </SidePanel>
  );
}
