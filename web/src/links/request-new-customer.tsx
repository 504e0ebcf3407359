// Whoever has no customer organisation yet makes one, and accepts for it.
import { Button, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { useSetSession } from '../api/session';
import { Form, TextField, useSending } from '../components/form';
import { useTexts } from '../texts/texts';

interface Props {
  link: string;
  delegated: boolean;
  hasAccount: boolean;  ///< and is signed in with it
}

export function RequestNewCustomer({ link, delegated, hasAccount }: Props) {
  const { entry } = useTexts();
  const sending = useSending();
  const setSession = useSetSession();
  const navigate = useNavigate();
  const [values, setValues] = useState({ organisation_name: '', name: '', email: '', password: '' });
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
    problem: sending.of(name),
    required: true,
  });
  const send = async () => {
    const terms = { link, delegated_administration: delegated, organisation_name: values.organisation_name };
    setSession(
      hasAccount
        ? await api.post('/api/v1/relationship-requests/create-customer', { body: terms })
        : await api.post('/api/v1/relationship-requests/join', { body: { ...terms, name: values.name, email: values.email, password: values.password } }),
    );
    await navigate('/', { replace: true });
  };
  return (
    <Form sending={sending} onSubmit={send}>
      <Text>{hasAccount ? entry.newCustomerHint : entry.newHereHint}</Text>
      <TextField label={entry.organisationName} {...field('organisation_name')} autoComplete="organization" />
      {!hasAccount && (
        <>
          <TextField label={entry.yourName} {...field('name')} autoComplete="name" />
          <TextField label={entry.email} type="email" {...field('email')} autoComplete="username" />
          <TextField label={entry.newPassword} hint={entry.passwordHint} type="password" {...field('password')} autoComplete="new-password" />
        </>
      )}
      <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.createAndAccept}</Button>
    </Form>
  );
}
