// Light, dark, high contrast, or as the system says; and where Fluent may put its styles.
import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from '@fluentui/react-components';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { stored } from '../app/stored';
import { directionOf, useLanguage } from '../texts/texts';

export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
const themes: Record<Exclude<ThemeChoice, 'system'>, Theme> = {
  light: webLightTheme,
  dark: webDarkTheme,
  contrast: teamsHighContrastTheme,
};

const Context = createContext<{ choice: ThemeChoice; isContrast: boolean; choose(choice: ThemeChoice): void }>({ choice: 'system', isContrast: false, choose: () => {} });
export const useThemeChoice = () => useContext(Context);

// The server's policy lets only styles with this answer's nonce in.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce
  || document.querySelector('meta[property=csp-nonce]')?.getAttribute('content') || '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

function useMatches(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const change = () => setMatches(list.matches);
    list.addEventListener('change', change);
    return () => list.removeEventListener('change', change);
  }, [query]);
  return matches;
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ThemeChoice>(() => {
    const before = stored.get('theme') as ThemeChoice | null;
    return before && themeChoices.includes(before) ? before : 'system';
  });
  const { language } = useLanguage();
  const dark = useMatches('(prefers-color-scheme: dark)');
  const contrast = useMatches('(forced-colors: active)');
  const shown = choice !== 'system' ? choice : contrast ? 'contrast' : dark ? 'dark' : 'light';
  const theme = themes[shown];
  useEffect(() => {
    // Where the system sets the colours, it also says which of its own are the dark ones.
    document.documentElement.style.colorScheme = contrast ? 'light dark' : shown === 'light' ? 'light' : 'dark';
    document.body.style.margin = '0';
    document.body.style.textWrap = 'pretty';
    document.body.style.backgroundColor = theme.colorNeutralBackground2;
  }, [shown, theme, contrast]);
  const provided = useMemo(
    () => ({
      choice,
      /// Few colours, chosen here or by the system: what differs by its colour has to differ otherwise.
      isContrast: contrast || shown === 'contrast',
      choose: (chosen: ThemeChoice) => {
        stored.set('theme', chosen);
        setChoice(chosen);
      },
    }),
    [choice, contrast, shown],
  );
  return (
    <Context value={provided}>
      <RendererProvider renderer={renderer} targetDocument={document}>
        <FluentProvider theme={theme} dir={directionOf(language)}>
          {children}
        </FluentProvider>
      </RendererProvider>
    </Context>
  );
}
