// Fluent gives the focus back to what opened a dialog. Where that went away meanwhile, the panel under
// the dialog gets the focus, since it would else stay hidden from screen readers; or the page.
import { useEffect, useRef } from 'react';

function panelUnder(): Element | undefined {
  return document.activeElement?.closest('[role=dialog]') ?? [...document.querySelectorAll('[role=dialog]')].at(-1);
}

export function useFocusAfter(open: boolean) {
  const panel = useRef<Element | undefined>(undefined);
  const wasOpen = useRef(false);
  if (open && !wasOpen.current) panel.current = panelUnder();
  wasOpen.current = open;
  useEffect(() => {
    if (!open) return undefined;
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        // Tabster's own marks have a tabindex, too.
        const to = panel.current?.isConnected ? panel.current.querySelector('[tabindex="0"]:not([data-tabster-dummy])') : document.getElementById('main');
        if (to instanceof HTMLElement) to.focus();
      });
    };
  }, [open]);
}
