// Every page of the portal, folder by folder. A folder lists its own in pages.ts.
import type { FluentIcon } from '../components/icon';
import type { ComponentType } from 'react';
import type { Kind } from '../api/session';
import type { Texts } from '../texts/en';

export interface Page {
  path: string;  ///< as React Router has it, without a slash in front
  load: () => Promise<{ default: ComponentType }>;
  /// In the menu, for organisations of these kinds, sorted by `order`.
  menu?: {
    label: (texts: Texts) => string;
    icon: FluentIcon;
    kinds: Kind[];
    order: number;
  };
}
