// A list of any length: only the rows in sight are in the page, more are asked for when the end comes
// near. Columns are chosen and sized, and that is remembered by name. Arrow keys move between rows,
// Enter opens one, Space selects it.
import { Checkbox, makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useFormats, useTexts } from '../texts/texts';
import type { ColumnLayout } from './grid-columns';
import { ResizeHandle } from './grid-resize';

export interface Column<Row> {
  id: string;
  header: string;
  width: number;  ///< in pixels, until somebody changes it
  hidden?: boolean;  ///< until somebody chooses it
  sort?: string;  ///< the name that the API sorts by; a leading minus turns it round
  numeric?: boolean;
  cell(row: Row): ReactNode;
}

interface Props<Row> {
  label: string;
  rows: Row[];
  rowId(row: Row): string;
  rowName(row: Row): string;  ///< as screen readers are told of it
  layout: ColumnLayout<Row>;
  selected?: ReadonlySet<string>;
  onSelect?(selected: ReadonlySet<string>): void;
  sort?: string;
  onSort?(sort: string): void;
  onOpen?(row: Row): void;
  hasMore?: boolean;
  loadingMore?: boolean;
  loadMore?(): void;
  total?: number;
}

const rowHeight = 40;
const useStyles = makeStyles({
  grid: {
    overflow: 'auto',
    flexGrow: 1,
    minHeight: '200px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    contain: 'strict',
  },
  inner: { position: 'relative', minWidth: '100%' },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    display: 'flex',
    minWidth: '100%',
    height: `${rowHeight}px`,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    fontWeight: tokens.fontWeightSemibold,
  },
  row: {
    position: 'absolute',
    left: 0,
    right: 0,
    display: 'flex',
    height: `${rowHeight}px`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  opens: { cursor: 'pointer' },
  chosen: { backgroundColor: tokens.colorBrandBackground2, ':hover': { backgroundColor: tokens.colorBrandBackground2Hover } },
  cell: { display: 'flex', alignItems: 'center', flexShrink: 0, boxSizing: 'border-box', padding: `0 ${tokens.spacingHorizontalM}`, minWidth: 0 },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  numeric: { justifyContent: 'flex-end', fontVariantNumeric: 'tabular-nums' },
  headCell: { position: 'relative' },
  sort: {
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    padding: 0,
    cursor: 'pointer',
    display: 'flex',
    gap: tokens.spacingHorizontalXS,
    alignItems: 'center',
    overflow: 'hidden',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  check: { width: '44px', flexShrink: 0, display: 'flex', alignItems: 'center', justifyContent: 'center' },
  foot: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, color: tokens.colorNeutralForeground3, minHeight: '24px' },
});

export function DataGrid<Row>(props: Props<Row>) {
  const { label, rows, rowId, rowName, layout, selected, onSelect, sort, onSort, onOpen, hasMore, loadingMore, loadMore, total } = props;
  const styles = useStyles();
  const { common } = useTexts();
  const formats = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 30) loadMore?.();
  }, [hasMore, loadingMore, loadMore, last, rows.length]);

  const columns = layout.shown;
  const width = columns.reduce((sum, column) => sum + layout.widthOf(column), onSelect ? 44 : 0);
  const allSelected = rows.length > 0 && rows.every((row) => selected?.has(rowId(row)));
  const toggle = (row: Row) => {
    const id = rowId(row);
    const changed = new Set(selected);
    if (!changed.delete(id)) changed.add(id);
    onSelect?.(changed);
  };
  const focusRow = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    setActive(to);
    virtual.scrollToIndex(to);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus());
  };
  const key = (event: KeyboardEvent, row: Row, index: number) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) focusRow(to);
    else if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row);
    else if (event.key === ' ' && event.target === event.currentTarget && onSelect) toggle(row);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div ref={scroller} role="grid" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1} aria-multiselectable={onSelect ? true : undefined} className={styles.grid}>
        <div className={styles.inner} role="presentation" style={{ width: `${width}px`, height: `${virtual.getTotalSize() + rowHeight}px` }}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            {onSelect && (
              <div role="columnheader" className={styles.check}>
                <Checkbox aria-label={common.grid.selectAll} checked={allSelected ? true : selected?.size ? 'mixed' : false} onChange={() => onSelect(new Set(allSelected ? [] : rows.map(rowId)))} />
              </div>
            )}
            {columns.map((column) => {
              const direction = column.sort && sort === column.sort ? 'ascending' : column.sort && sort === `-${column.sort}` ? 'descending' : undefined;
              return (
                <div key={column.id} role="columnheader" aria-sort={direction} className={mergeClasses(styles.cell, styles.headCell, column.numeric && styles.numeric)} style={{ width: `${layout.widthOf(column)}px` }}>
                  {column.sort && onSort ? (
                    <button type="button" className={styles.sort} title={common.grid.sortBy(column.header)} onClick={() => onSort(direction === 'ascending' ? `-${column.sort}` : `${column.sort}`)}>
                      <span className={styles.text}>{column.header}</span>
                      {direction === 'ascending' && <ArrowUpRegular />}
                      {direction === 'descending' && <ArrowDownRegular />}
                    </button>
                  ) : (
                    <span className={styles.text}>{column.header}</span>
                  )}
                  <ResizeHandle label={common.grid.resize(column.header)} width={layout.widthOf(column)} onChange={(to) => layout.resize(column, to)} />
                </div>
              );
            })}
          </div>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const isChosen = selected?.has(rowId(row)) ?? false;
            return (
              <div
                key={rowId(row)}
                role="row"
                data-index={item.index}
                aria-rowindex={item.index + 2}
                aria-selected={onSelect ? isChosen : undefined}
                tabIndex={item.index === active ? 0 : -1}
                className={mergeClasses(styles.row, isChosen && styles.chosen, onOpen && styles.opens)}
                style={{ top: `${item.start + rowHeight}px` }}
                onFocus={() => setActive(item.index)}
                onKeyDown={(event) => key(event, row, item.index)}
                onClick={() => onOpen?.(row)}
              >
                {onSelect && (
                  <div role="gridcell" className={styles.check} onClick={(event) => event.stopPropagation()}>
                    <Checkbox tabIndex={-1} aria-label={common.grid.selectRow(rowName(row))} checked={isChosen} onChange={() => toggle(row)} />
                  </div>
                )}
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" className={mergeClasses(styles.cell, column.numeric && styles.numeric)} style={{ width: `${layout.widthOf(column)}px` }}>
                    <span className={styles.text}>{column.cell(row)}</span>
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <div className={styles.foot} aria-live="polite">
        <Text size={200}>{total !== undefined && total > rows.length ? `${formats.number(rows.length)} / ${formats.number(total)}` : common.grid.shown(formats.number(rows.length))}</Text>
        {loadingMore && <Spinner size="extra-tiny" label={common.grid.loadingMore} />}
      </div>
    </>
  );
}
