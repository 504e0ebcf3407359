// The headings of a grid: sorted by a click, sized at their ends.
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useTexts } from '../texts/texts';
import type { ColumnLayout } from './grid-columns';
import { handleWidth, ResizeHandle } from './grid-resize';
import { rowHeight } from './grid-row';

const useStyles = makeStyles({
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    display: 'grid',
    gridTemplateColumns: 'var(--columns)',
    minWidth: '100%',
    height: `${rowHeight}px`,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    fontWeight: tokens.fontWeightSemibold,
  },
  check: { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  cell: { position: 'relative', display: 'flex', alignItems: 'center', boxSizing: 'border-box', minWidth: 0, padding: `0 ${tokens.spacingHorizontalM}` },
  // Its handle has nothing beyond it to lie over.
  last: { paddingInlineEnd: `${handleWidth}px`, '> [role=separator]': { insetInlineEnd: 0 } },
  numeric: { justifyContent: 'flex-end' },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  sort: {
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    padding: 0,
    minHeight: '24px',
    cursor: 'pointer',
    display: 'flex',
    gap: tokens.spacingHorizontalXS,
    alignItems: 'center',
    overflow: 'hidden',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

interface Props<Row> {
  layout: ColumnLayout<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
  chosen: boolean | 'mixed' | undefined;  ///< undefined where rows are not chosen
  onSelectAll(): void;
}

export function GridHead<Row>({ layout, sort, onSort, chosen, onSelectAll }: Props<Row>) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <div role="row" aria-rowindex={1} className={styles.head}>
      {chosen !== undefined && (
        <div role="columnheader" className={styles.check}>
          <Checkbox aria-label={common.grid.selectAll} checked={chosen} onChange={onSelectAll} />
        </div>
      )}
      {layout.shown.map((column, i) => {
        const direction = column.sort && sort === column.sort ? 'ascending' : column.sort && sort === `-${column.sort}` ? 'descending' : undefined;
        return (
          <div key={column.id} role="columnheader" aria-sort={direction} className={mergeClasses(styles.cell, column.numeric && styles.numeric, i === layout.shown.length - 1 && styles.last)}>
            {column.sort && onSort ? (
              <button type="button" className={styles.sort} title={common.grid.sortBy(column.header)} onClick={() => onSort(direction === 'ascending' ? `-${column.sort}` : `${column.sort}`)}>
                <span className={styles.text}>{column.header}</span>
                {direction === 'ascending' && <ArrowUpRegular />}
                {direction === 'descending' && <ArrowDownRegular />}
              </button>
            ) : (
              <span className={styles.text} title={column.header}>{column.header}</span>
            )}
            <ResizeHandle label={common.grid.resize(column.header)} width={layout.widthOf(column)} standard={column.width} onChange={(to) => layout.resize(column, to)} />
          </div>
        );
      })}
    </div>
  );
}
