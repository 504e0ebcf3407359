// One message to a webhook: how often it was sent, what came of it, and what it says.
import { Button, MessageBar, MessageBarBody, Subtitle2 } from '@fluentui/react-components';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import type { Schemas } from '../api/client';
import { CopyButton } from '../components/copy-button';
import { Facts } from '../components/facts';
import { JsonText } from '../components/json-text';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { DeliveryBadge } from './delivery-badge';

interface Props {
  delivery: Schemas['Delivery'];
  onResend(): void;
  onClose(): void;
}

export function DeliveryPanel({ delivery, onResend, onClose }: Props) {
  const { webhooks, common, errors } = useTexts();
  const formats = useFormats();
  return (
    <SidePanel
      open
      onClose={onClose}
      title={webhooks.eventTexts[delivery.event]}
      footer={<Button icon={<ArrowCounterclockwiseRegular />} onClick={onResend}>{webhooks.resend}</Button>}
    >
      {delivery.state === 'given_up' && <MessageBar intent="error" layout="multiline"><MessageBarBody>{webhooks.givenUpAdvice}</MessageBarBody></MessageBar>}
      {delivery.state === 'waiting' && delivery.last_error && <MessageBar intent="warning" layout="multiline"><MessageBarBody>{webhooks.waitingAdvice}</MessageBarBody></MessageBar>}
      <Facts
        items={[
          [webhooks.state, <DeliveryBadge key="state" state={delivery.state} />],
          [webhooks.messageId, <span key="id">{delivery.id}<CopyButton text={delivery.id} /></span>],
          [webhooks.when, formats.dateTime(delivery.created_at)],
          [webhooks.attempts, formats.number(delivery.attempts)],
          [webhooks.status, delivery.last_status === null ? common.none : `HTTP ${delivery.last_status}`],
          ...(delivery.last_error ? [[webhooks.lastError, errors.said(delivery.last_error)] as [string, string]] : []),
          ...(delivery.next_attempt_at ? [[webhooks.nextAttempt, formats.dateTime(delivery.next_attempt_at)] as [string, string]] : []),
          ...(delivery.delivered_at ? [[webhooks.deliveredAt, formats.dateTime(delivery.delivered_at)] as [string, string]] : []),
        ]}
      />
      <Subtitle2 as="h3">{webhooks.body}</Subtitle2>
      <JsonText label={webhooks.body} value={delivery.message} />
    </SidePanel>
  );
}
