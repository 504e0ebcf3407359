import type { HomeRegular } from '@fluentui/react-icons/svg/home';

/// What each of Fluent's icons is.
export type FluentIcon = typeof HomeRegular;
