// A device's state as colour, sign and word: never colour alone.
import { Badge, makeStyles } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { WeatherMoonRegular } from '@fluentui/react-icons/svg/weather-moon';
import type { Schemas } from '../api/client';
import { useTexts } from '../texts/texts';

export type DeviceState = Schemas['DeviceState'];

export const stateLooks = {
  registration_pending: { color: 'informative', Icon: ClockRegular },
  registration_failed: { color: 'danger', Icon: ErrorCircleRegular },
  ready_for_user: { color: 'success', Icon: CheckmarkCircleRegular },
  active: { color: 'brand', Icon: LaptopRegular },
  inactive: { color: 'subtle', Icon: WeatherMoonRegular },
} as const;
export const deviceStates = Object.keys(stateLooks) as DeviceState[];

const useStyles = makeStyles({ badge: { verticalAlign: 'middle' } });

export function StateBadge({ state }: { state: DeviceState }) {
  const styles = useStyles();
  const { devices } = useTexts();
  const { color, Icon } = stateLooks[state];
  return <Badge className={styles.badge} appearance="tint" color={color} icon={<Icon />}>{devices.states[state]}</Badge>;
}
