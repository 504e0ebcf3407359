// Fluent's link that goes to a page of ours without loading everything anew.
import { Link, type LinkProps } from '@fluentui/react-components';
import { useHref, useLinkClickHandler } from 'react-router';

export function RouteLink({ to, state, ...rest }: Omit<LinkProps, 'href' | 'as'> & { to: string; state?: unknown }) {
  const click = useLinkClickHandler<HTMLAnchorElement>(to, { state });
  return <Link {...(rest as object)} href={useHref(to)} onClick={click as never} />;
}
