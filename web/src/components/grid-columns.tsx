// Which columns of a grid are shown and how wide, remembered in this browser by the grid's name.
import { Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger, ToolbarButton } from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons/svg/column-triple';
import { getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useEffect, useMemo, useState } from 'react';
import { stored } from '../app/stored';
import { useTexts } from '../texts/texts';
import type { Column } from './data-grid';

export const leastWidth = 64;
export const mostWidth = 900;

export interface ColumnLayout<Row> {
  all: Column<Row>[];
  shown: Column<Row>[];
  widthOf(column: Column<Row>): number;
  resize(column: Column<Row>, width: number): void;
  show(ids: string[]): void;
}

interface Kept {
  sizes: Record<string, number>;
  visible: Record<string, boolean>;
}

/// What was kept, or nothing where it cannot be read.
export function readKept(text: string | null): Kept {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<Kept>;
    return { sizes: kept.sizes ?? {}, visible: kept.visible ?? {} };
  } catch {
    return { sizes: {}, visible: {} };
  }
}

const noRows: never[] = [];

export function useColumns<Row>(name: string, columns: Column<Row>[]): ColumnLayout<Row> {
  const [kept] = useState(() => readKept(stored.get(`columns.${name}`)));
  const [columnSizing, setColumnSizing] = useState(kept.sizes);
  const [columnVisibility, setColumnVisibility] = useState<Record<string, boolean>>(() => ({
    ...Object.fromEntries(columns.filter((column) => column.hidden).map((column) => [column.id, false])),
    ...kept.visible,
  }));
  const defs = useMemo(() => columns.map((column) => ({ id: column.id, size: column.width, minSize: leastWidth })), [columns]);
  const table = useReactTable<Row>({
    data: noRows,
    columns: defs,
    getCoreRowModel: getCoreRowModel(),
    state: { columnSizing, columnVisibility },
    onColumnSizingChange: setColumnSizing,
    onColumnVisibilityChange: setColumnVisibility,
  });
  useEffect(() => {
    stored.set(`columns.${name}`, JSON.stringify({ sizes: columnSizing, visible: columnVisibility }));
  }, [name, columnSizing, columnVisibility]);
  const visible = table.getVisibleLeafColumns().map((column) => column.id).join(' ');
  const shown = useMemo(() => columns.filter((column) => visible.split(' ').includes(column.id)), [columns, visible]);
  return {
    all: columns,
    shown,
    widthOf: (column) => table.getColumn(column.id)?.getSize() ?? column.width,
    resize: (column, width) => setColumnSizing((sizes) => ({ ...sizes, [column.id]: Math.max(leastWidth, Math.min(mostWidth, Math.round(width))) })),
    show: (ids) => {
      if (ids.length > 0) setColumnVisibility(Object.fromEntries(columns.map((column) => [column.id, ids.includes(column.id)])));
    },
  };
}

/// A command for the page's bar.
export function ColumnChooser<Row>({ layout }: { layout: ColumnLayout<Row> }) {
  const { common } = useTexts();
  return (
    <Menu checkedValues={{ columns: layout.shown.map((column) => column.id) }} onCheckedValueChange={(_, data) => layout.show(data.checkedItems)}>
      <MenuTrigger disableButtonEnhancement>
        <ToolbarButton icon={<ColumnTripleRegular />} aria-label={common.grid.chooseColumns}>{common.grid.columns}</ToolbarButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {layout.all.map((column) => (
            <MenuItemCheckbox key={column.id} name="columns" value={column.id}>{column.header}</MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
