// One device: what it is, how it came here, what became of it, and what to do when it failed.
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import { installationQuery } from '../api/session';
import { CopyButton } from '../components/copy-button';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { RouteLink } from '../components/route-link';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { DeviceHistory } from './device-history';
import { PanelPart } from './panel-part';
import { StateBadge } from './state-badge';

const useStyles = makeStyles({
  line: { display: 'block', marginTop: tokens.spacingVerticalXS },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

function Failure({ device, error }: { device: Schemas['Device']; error: Schemas['RegistrationError'] }) {
  const styles = useStyles();
  const { devices, errors, common } = useTexts();
  const text = errors.rows[error.code];
  const { data: installation } = useQuery({ ...installationQuery, enabled: false });
  const contact = error.code === 'unexpected_error' ? installation?.support_contact : undefined;
  const supplierText = devices.supplierText(device.manufacturer, device.model, device.serial_number, text.title, device.order_id ?? common.none);
  return (
    <>
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{text.title}</MessageBarTitle>
          <span className={styles.line}>{text.advice}</span>
          {error.hint && <span className={styles.line}><b>{devices.hint}:</b> {errors.said(error.hint)}</span>}
          {error.request_id && (
            <span className={styles.line}>
              {common.error.requestId}: <span className={styles.mono}>{error.request_id}</span>
              <CopyButton text={error.request_id} label={common.error.copyRequestId} />
            </span>
          )}
          {contact && <span className={styles.line}>{common.error.support(contact)}</span>}
        </MessageBarBody>
      </MessageBar>
      <span><CopyButton text={supplierText} label={devices.copyForSupplier} showLabel /></span>
    </>
  );
}

export function DevicePanel({ customer, base, id, onClose }: { customer: string; base: string; id: string | null; onClose(): void }) {
  const { devices, common } = useTexts();
  const { data, error } = useQuery({
    queryKey: ['devices', customer, 'one', id],
    queryFn: () => api.get('/api/v1/customers/{customer_id}/devices/{device_id}', { path: { customer_id: customer, device_id: id ?? '' } }),
    enabled: id !== null,
  });
  return (
    <SidePanel open={id !== null} onClose={onClose} title={data ? data.serial_number : devices.title}>
      {error ? <ErrorView error={error} /> : !data ? <Loading label={common.loading} /> : <DeviceFacts device={data} base={base} />}
    </SidePanel>
  );
}

function DeviceFacts({ device, base }: { device: Schemas['Device']; base: string }) {
  const styles = useStyles();
  const { devices, common } = useTexts();
  const formats = useFormats();
  const text = (value: string | null) => value || common.none;
  const claimed = device.state === 'ready_for_user' || device.state === 'active' || device.state === 'inactive';
  return (
    <>
      <span><StateBadge state={device.state} /></span>
      {device.error && <Failure device={device} error={device.error} />}
      <PanelPart title={devices.identity}>
        <Facts
          items={[
            [devices.manufacturer, device.manufacturer],
            [devices.model, device.model],
            [devices.serial, <span className={styles.mono} key="serial">{device.serial_number}</span>],
            [devices.productId, text(device.product_id)],
            [devices.hash, device.hardware_hash_present ? devices.hashPresent : common.none],
          ]}
        />
      </PanelPart>
      <PanelPart title={devices.registration}>
        <Facts
          items={[
            [devices.partner, device.registered_by.organisation_name],
            [devices.batch, <RouteLink key="batch" to={`${base}/uploads/${device.batch_id}`}>{device.batch_id}, {devices.row(formats.number(device.row))}</RouteLink>],
            [devices.orderId, text(device.order_id)],
            [devices.purchaseId, text(device.purchase_id)],
            [devices.claim, claimed ? devices.claimHeld : devices.claimNone],
            [devices.groupTag, text(device.group_tag)],
            [devices.assignedUser, text(device.assigned_user)],
          ]}
        />
      </PanelPart>
      <DeviceHistory customer={device.customer_id} id={device.id} />
    </>
  );
}
