// A list of any length: only the rows in sight are in the page, and more are asked for when they come
// near. Columns are chosen and sized, and that is remembered by name. Arrow keys move between rows,
// Enter opens one, Space selects it, with Shift as far as the one before.
import { makeStyles, mergeClasses, ProgressBar, Spinner, Text, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useFormats, useTexts } from '../texts/texts';
import type { ColumnLayout } from './grid-columns';
import { GridHead } from './grid-head';
import { checkWidth, GridRow, rowHeight } from './grid-row';
import { useDelayed } from './use-delayed';
import { useScaledScroll } from './use-scaled-scroll';

export interface Column<Row> {
  id: string;
  header: string;
  width: number;  ///< in pixels, until somebody changes it
  hidden?: boolean;  ///< until somebody chooses it
  sort?: string;  ///< the name that the API sorts by; a leading minus turns it round
  numeric?: boolean;
  cell(row: Row): ReactNode;
}

/// A list of which only what is near the rows in sight is here (api/row-window.ts).
export interface RowWindow<Row> {
  count: number;
  at(index: number): Row | undefined;
  /// The rows in sight are these: they are asked for.
  want(first: number, last: number): void;
}

interface Props<Row> {
  label: string;
  rows: Row[] | RowWindow<Row>;
  rowId(row: Row): string;
  rowName(row: Row): string;  ///< as screen readers are told of it
  layout: ColumnLayout<Row>;
  selected?: ReadonlySet<string>;
  onSelect?(selected: ReadonlySet<string>): void;
  onSelectAll?(): void;  ///< where not every row is here
  sort?: string;
  onSort?(sort: string): void;
  onOpen?(row: Row): void;
  hasMore?: boolean;
  loadingMore?: boolean;
  loadMore?(): void;
  total?: number;
  stale?: boolean;  ///< the rows are those of before: others were asked for and are on their way
}

const useStyles = makeStyles({
  grid: {
    overflow: 'auto',
    overflowAnchor: 'none',
    flexGrow: 1,
    minHeight: '240px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    contain: 'strict',
  },
  inner: { position: 'relative', minWidth: '100%' },
  // The headings stay as they are: the order and the filters are those that were asked for.
  stale: { '& [data-index]': { opacity: 0.45 } },
  progress: { position: 'relative', height: 0, '> *': { position: 'absolute', zIndex: 3 } },
  foot: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, color: tokens.colorNeutralForeground3, minHeight: '24px' },
});

/// Rows that are asked for before they come in sight.
const ahead = 60;
const isWindow = <Row,>(rows: Row[] | RowWindow<Row>): rows is RowWindow<Row> => !Array.isArray(rows);
const indexOf = (target: EventTarget) => {
  const row = (target as Element).closest<HTMLElement>('[data-index]');
  return row ? Number(row.dataset.index) : undefined;
};

export function DataGrid<Row>(props: Props<Row>) {
  const { label, rows, rowId, rowName, layout, selected, onSelect, onSelectAll, sort, onSort, onOpen, hasMore, loadingMore, loadMore, total, stale } = props;
  const styles = useStyles();
  const { common } = useTexts();
  const formats = useFormats();
  const loading = useDelayed(stale === true);
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef(0);
  const [active, setActive] = useState(0);
  const [focused, setFocused] = useState(false);
  const windowed = isWindow(rows) ? rows : undefined;
  const count = isWindow(rows) ? rows.count : rows.length;
  const at = (index: number) => (isWindow(rows) ? rows.at(index) : rows[index]);
  const { items, slotOf, height, topOf, reveal, toTop } = useScaledScroll(scroller, count, focused ? active : undefined);
  const inSight = items.filter((item) => item.index !== active || items.length === 1);
  const first = inSight[0]?.index ?? 0;
  const last = inSight.at(-1)?.index ?? 0;

  useEffect(() => {
    if (!windowed && !stale && hasMore && !loadingMore && last >= count - 30) loadMore?.();
  }, [windowed, stale, hasMore, loadingMore, loadMore, last, count]);
  useEffect(() => windowed?.want(Math.max(0, first - ahead), Math.min(count - 1, last + ahead)), [windowed, first, last, count]);
  // Another order is another list, and so are other rows, once they are here.
  const shown = useRef({ sort, stale });
  useEffect(() => {
    if (!stale && (shown.current.stale || shown.current.sort !== sort)) toTop();
    shown.current = { sort: stale ? shown.current.sort : sort, stale };
  });

  const toggle = (index: number, far: boolean) => {
    const row = at(index);
    if (!row || !onSelect) return;
    const changed = new Set(selected);
    const adds = far || !changed.has(rowId(row));
    const [from, to] = far ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    for (let i = from; i <= to; ++i) {
      const one = at(i);
      if (one && adds) changed.add(rowId(one));
      else if (one) changed.delete(rowId(one));
    }
    anchor.current = index;
    onSelect(changed);
  };
  const focusRow = (index: number) => {
    const to = Math.max(0, Math.min(count - 1, index));
    flushSync(() => {
      setActive(to);
      reveal(to);
    });
    // At once, so that the next key, however soon, goes to this row.
    scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus({ preventScroll: true });
  };
  const key = (event: KeyboardEvent) => {
    const index = indexOf(event.target);
    if (index === undefined || (event.target as Element).getAttribute('role') !== 'row') return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: count - 1 }[event.key];
    const row = at(index);
    if (to !== undefined) focusRow(to);
    else if (event.key === 'Enter' && row) onOpen?.(row);
    else if (event.key === ' ' && onSelect) toggle(index, event.shiftKey);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent) => {
    const index = indexOf(event.target);
    if (index === undefined) return;
    const row = at(index);
    if ((event.target as Element).closest('[data-check]')) toggle(index, event.shiftKey);
    else if (row) onOpen?.(row);
  };

  const columns = layout.shown;
  const width = columns.reduce((sum, column) => sum + layout.widthOf(column), onSelect ? checkWidth : 0);
  const template = [...(onSelect ? [`${checkWidth}px`] : []), ...columns.map((column) => `${layout.widthOf(column)}px`)].join(' ');
  const all = isWindow(rows) ? count > 0 && (selected?.size ?? 0) >= count : rows.length > 0 && rows.every((row) => selected?.has(rowId(row)));
  const selectAll = () => {
    if (selected?.size && (all || isWindow(rows))) onSelect?.(new Set());
    else if (isWindow(rows)) onSelectAll?.();
    else onSelect?.(new Set(rows.map(rowId)));
  };
  return (
    <>
      {loading && <div className={styles.progress}><ProgressBar thickness="large" aria-label={common.loading} /></div>}
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : count + 1}
        aria-multiselectable={onSelect ? true : undefined}
        aria-busy={loading || undefined}
        className={mergeClasses(styles.grid, loading && styles.stale)}
        style={{ '--columns': template } as CSSProperties}
        onClick={click}
        onKeyDown={key}
        onFocus={(event) => {
          const index = indexOf(event.target);
          if (index !== undefined) setActive(index);
          setFocused(index !== undefined);
        }}
        onBlur={() => setFocused(false)}
      >
        <div className={styles.inner} role="presentation" style={{ width: `${width}px`, height: `${height + rowHeight}px` }}>
          <GridHead layout={layout} sort={sort} onSort={onSort} chosen={onSelect ? (all ? true : selected?.size ? 'mixed' : false) : undefined} onSelectAll={selectAll} />
          {items.map((item) => {
            const row = at(item.index);
            const parked = item.index < first - 1 || item.index > last + 1;
            return (
              <GridRow
                key={slotOf(item)}
                row={row}
                index={item.index}
                top={(parked ? topOf(inSight[0] ?? item) : topOf(item)) + rowHeight}
                columns={columns}
                name={row ? rowName(row) : ''}
                chosen={onSelect ? (row ? (selected?.has(rowId(row)) ?? false) : false) : undefined}
                reachable={item.index === active}
                opens={onOpen !== undefined}
                parked={parked}
              />
            );
          })}
        </div>
      </div>
      <div className={styles.foot} aria-live="polite">
        <Text size={200}>{loading ? common.loading : windowed || total === undefined || total <= count ? common.grid.shown(formats.number(total ?? count)) : `${formats.number(count)} / ${formats.number(total)}`}</Text>
        {loadingMore && <Spinner size="extra-tiny" label={common.grid.loadingMore} />}
      </div>
    </>
  );
}
