// One customer: what can be administered for it.
import { Card, CardHeader, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Subtitle1, Text, tokens, ToolbarButton } from '@fluentui/react-components';
import { HandshakeRegular } from '@fluentui/react-icons/svg/handshake';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api } from '../api/client';
import { useEveryPage } from '../api/every-page';
import { useMe } from '../api/session';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { RouteLink } from '../components/route-link';
import { StateCounters } from '../devices/state-counters';
import { RelationshipPanel } from '../relationships/relationship-panel';
import { relationshipList, type Relationship } from '../relationships/relationships';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  cards: { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))', gap: tokens.spacingHorizontalL, maxWidth: '900px' },
  icon: { fontSize: '28px', color: tokens.colorBrandForeground1 },
  title: { margin: 0 },
});

/// For a partner, what it has with this customer; the operator has nothing with it.
function RelationshipCommand({ customerId }: { customerId: string }) {
  const { relationships } = useTexts();
  const { organisation } = useMe();
  const [open, setOpen] = useState(false);
  const { items } = useEveryPage<Relationship>(relationshipList, organisation.kind === 'partner');
  const active = items.find((item) => item.customer_id === customerId && item.state === 'active');
  if (!active) return null;
  return (
    <>
      <ToolbarButton icon={<HandshakeRegular />} onClick={() => setOpen(true)}>{relationships.relationship}</ToolbarButton>
      <RelationshipPanel id={open ? active.id : null} onClose={() => setOpen(false)} />
    </>
  );
}

export default function CustomerPage() {
  const styles = useStyles();
  const { customers, devices, batches } = useTexts();
  const navigate = useNavigate();
  const { customerId = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId],
    queryFn: () => api.get('/api/v1/customers/{customer_id}', { path: { customer_id: customerId } }),
  });
  const crumbs = [{ text: customers.title, to: '/customers' }];
  if (error) return <PageFrame title={customers.title} crumbs={crumbs}><ErrorView error={error} retry={() => void refetch()} /></PageFrame>;
  if (!data) return <PageFrame title={customers.title} crumbs={crumbs}><Loading /></PageFrame>;
  const to = (page: string) => `/customers/${customerId}/${page}`;
  return (
    <PageFrame title={data.name} crumbs={crumbs} commands={<RelationshipCommand customerId={customerId} />}>
      {data.delegated_administration === false ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody><MessageBarTitle>{customers.notDelegatedTitle}</MessageBarTitle>{customers.notDelegatedText}</MessageBarBody>
        </MessageBar>
      ) : (
        <>
          {data.devices && <StateCounters counts={data.devices} chosen={undefined} onChoose={(state) => void navigate(to(`devices${state ? `?state=${state}` : ''}`))} />}
          <Subtitle1 as="h2" className={styles.title}>{customers.serviceAdministration}</Subtitle1>
          <div className={styles.cards}>
            {[
              { page: 'devices', title: devices.title, text: customers.devicesText, Icon: LaptopRegular },
              { page: 'uploads', title: batches.title, text: customers.uploadsText, Icon: ArrowUploadRegular },
            ].map(({ page, title, text, Icon }) => (
              <Card key={page} onClick={() => void navigate(to(page))}>
                <CardHeader
                  image={<Icon className={styles.icon} />}
                  header={<RouteLink to={to(page)}><Text weight="semibold" size={400}>{title}</Text></RouteLink>}
                  description={text}
                />
              </Card>
            ))}
          </div>
        </>
      )}
    </PageFrame>
  );
}
