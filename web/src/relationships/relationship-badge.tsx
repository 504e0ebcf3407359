// A relationship's state as colour, sign and word: never colour alone.
import { Badge } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { HourglassRegular } from '@fluentui/react-icons/svg/hourglass';
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle';
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo';
import { useTexts } from '../texts/texts';
import type { RelationshipState } from './relationships';

const looks = {
  requested: { color: 'brand', Icon: ClockRegular },
  active: { color: 'success', Icon: CheckmarkCircleRegular },
  ended: { color: 'subtle', Icon: SubtractCircleRegular },
  declined: { color: 'danger', Icon: DismissCircleRegular },
  expired: { color: 'informative', Icon: HourglassRegular },
  withdrawn: { color: 'subtle', Icon: ArrowUndoRegular },
} as const;

export function RelationshipBadge({ state }: { state: RelationshipState }) {
  const { relationships } = useTexts();
  const { color, Icon } = looks[state];
  return <Badge appearance="tint" color={color} icon={<Icon />}>{relationships.states[state]}</Badge>;
}
