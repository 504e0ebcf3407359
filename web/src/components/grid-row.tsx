// One row of a grid. It is drawn again only when what it shows changes: scrolling must not, and
// neither must the width of a column, which the grid says in a style of its own.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import { useTexts } from '../texts/texts';
import type { Column } from './data-grid';

export const rowHeight = 40;
export const checkWidth = 44;

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInlineStart: 0,
    insetInlineEnd: 0,
    display: 'grid',
    gridTemplateColumns: 'var(--columns)',
    height: `${rowHeight}px`,
    lineHeight: `${rowHeight - 1}px`,
    boxSizing: 'border-box',
    contain: 'strict',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  opens: { cursor: 'pointer' },
  chosen: {
    backgroundColor: tokens.colorBrandBackground2,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-3px' },
  },
  parked: { opacity: 0, pointerEvents: 'none' },
  cell: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', padding: `0 ${tokens.spacingHorizontalM}` },
  numeric: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  check: { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  box: { width: '16px', height: '16px', margin: 0, accentColor: tokens.colorCompoundBrandBackground, cursor: 'pointer' },
  waiting: { '::before': { content: '""', display: 'inline-block', width: '60%', height: '12px', borderRadius: tokens.borderRadiusSmall, backgroundColor: tokens.colorNeutralBackground5, verticalAlign: 'middle' } },
});

interface Props<Row> {
  row: Row | undefined;  ///< undefined while it is being asked for
  index: number;
  top: number;
  columns: Column<Row>[];
  name: string;
  chosen: boolean | undefined;  ///< undefined where rows are not chosen
  reachable: boolean;  ///< by the tab key
  opens: boolean;
  parked: boolean;  ///< far from what is seen, kept for the focus that it has
}

const nothing = () => {};

function GridRowOf<Row>({ row, index, top, columns, name, chosen, reachable, opens, parked }: Props<Row>) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      aria-busy={row === undefined ? true : undefined}
      tabIndex={reachable ? 0 : -1}
      className={mergeClasses(styles.row, chosen && styles.chosen, opens && styles.opens, parked && styles.parked)}
      style={{ top: `${top}px` }}
    >
      {chosen !== undefined && (
        <div role="gridcell" className={styles.check} data-check="">
          <input type="checkbox" tabIndex={-1} className={styles.box} aria-label={common.grid.selectRow(name)} checked={chosen} disabled={row === undefined} onChange={nothing} />
        </div>
      )}
      {columns.map((column) => {
        const content = row === undefined ? null : column.cell(row);
        return (
          <div key={column.id} role="gridcell" title={typeof content === 'string' && content.length > 12 ? content : undefined} className={mergeClasses(styles.cell, column.numeric && styles.numeric, row === undefined && styles.waiting)}>
            {content}
          </div>
        );
      })}
    </div>
  );
}
export const GridRow = memo(GridRowOf) as typeof GridRowOf;
