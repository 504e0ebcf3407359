// The handle at the end of a column's heading: dragged, or moved with the arrow keys.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useRef } from 'react';
import { leastWidth } from './grid-columns';

const useStyles = makeStyles({
  handle: {
    position: 'absolute',
    insetInlineEnd: 0,
    top: '8px',
    bottom: '8px',
    width: '8px',
    cursor: 'col-resize',
    touchAction: 'none',
    borderInlineEndWidth: '1px',
    borderInlineEndStyle: 'solid',
    borderInlineEndColor: tokens.colorNeutralStroke1,
    ':hover': { borderInlineEndColor: tokens.colorCompoundBrandStroke },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

/// To the right is wider, but where text runs from the right.
const towardsEnd = (element: Element) => (getComputedStyle(element).direction === 'rtl' ? -1 : 1);

export function ResizeHandle({ label, width, onChange }: { label: string; width: number; onChange(width: number): void }) {
  const styles = useStyles();
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={leastWidth}
      aria-valuemax={900}
      tabIndex={0}
      className={styles.handle}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current) onChange(from.current.width + (event.clientX - from.current.x) * towardsEnd(event.currentTarget));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        onChange(width + (event.key === 'ArrowRight' ? 16 : -16) * towardsEnd(event.currentTarget));
      }}
    />
  );
}
