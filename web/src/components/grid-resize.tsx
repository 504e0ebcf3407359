// The handle at the end of a column's heading: dragged, moved with the arrow keys, or clicked, for those
// who cannot drag (WCAG 2.5.7): then a menu makes the column wider or narrower.
import { makeStyles, Menu, MenuItem, MenuList, MenuPopover, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { useTexts } from '../texts/texts';
import { leastWidth, mostWidth } from './grid-columns';

/// As wide and as high as a target has to be (WCAG 2.5.8); half of it lies over the next heading's margin.
export const handleWidth = 24;

const useStyles = makeStyles({
  handle: {
    position: 'absolute',
    zIndex: 1,
    insetInlineEnd: `-${handleWidth / 2}px`,
    top: '8px',
    bottom: '8px',
    width: `${handleWidth}px`,
    cursor: 'col-resize',
    touchAction: 'none',
    '::after': { content: '""', position: 'absolute', insetInlineStart: `${handleWidth / 2 - 1}px`, top: 0, bottom: 0, borderInlineStartWidth: '1px', borderInlineStartStyle: 'solid', borderInlineStartColor: tokens.colorNeutralStroke1 },
    ':hover::after': { borderInlineStartWidth: '2px', borderInlineStartColor: tokens.colorCompoundBrandStroke },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
});

/// To the right is wider, but where text runs from the right.
const towardsEnd = (element: Element) => (getComputedStyle(element).direction === 'rtl' ? -1 : 1);
const step = 16;
/// A hand that clicks shakes as far as this.
const shaking = 3;

interface Props {
  label: string;
  width: number;
  standard: number;
  onChange(width: number): void;
}

export function ResizeHandle({ label, width, standard, onChange }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  const [handle, setHandle] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState(false);
  const from = useRef<{ x: number; width: number } | null>(null);
  const moved = useRef(false);
  return (
    <>
      <div
        ref={setHandle}
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={leastWidth}
        aria-valuemax={mostWidth}
        tabIndex={0}
        className={styles.handle}
        onPointerDown={(event) => {
          from.current = { x: event.clientX, width };
          moved.current = false;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (!from.current) return;
          const way = event.clientX - from.current.x;
          if (Math.abs(way) > shaking) moved.current = true;
          if (moved.current) onChange(from.current.width + way * towardsEnd(event.currentTarget));
        }}
        onPointerUp={() => {
          from.current = null;
        }}
        onClick={() => !moved.current && setOpen(true)}
        onPointerCancel={() => {
          from.current = null;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') setOpen(true);
          else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') onChange(width + (event.key === 'ArrowRight' ? step : -step) * towardsEnd(event.currentTarget));
          else return;
          event.preventDefault();
        }}
      />
      {open && (
        <Menu
          open
          persistOnItemClick
          positioning={{ target: handle, position: 'below', align: 'end' }}
          onOpenChange={(_, data) => {
            if (data.open) return;
            setOpen(false);
            if (data.type !== 'clickOutside') handle?.focus();
          }}
        >
          <MenuPopover>
            <MenuList aria-label={label}>
              <MenuItem onClick={() => onChange(width + 2 * step)}>{common.grid.wider}</MenuItem>
              <MenuItem onClick={() => onChange(width - 2 * step)}>{common.grid.narrower}</MenuItem>
              <MenuItem onClick={() => onChange(standard)}>{common.grid.standardWidth}</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </>
  );
}
