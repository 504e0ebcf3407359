import { Badge } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { useTexts } from '../texts/texts';

type State = Schemas['Delivery']['state'];
const colors: Record<State, 'informative' | 'success' | 'danger'> = { waiting: 'informative', delivered: 'success', given_up: 'danger' };

export function DeliveryBadge({ state }: { state: State }) {
  const { webhooks } = useTexts();
  return <Badge appearance="tint" color={colors[state]}>{webhooks.deliveryStates[state]}</Badge>;
}
