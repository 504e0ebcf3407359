import { useTexts } from '../texts/texts';

/// What a partner may do, as sentences that go on from "this partner may".
export function useGrants(delegated: boolean): string[] {
  const { may } = useTexts().relationships;
  return delegated ? [may.name, may.register, may.tag, may.remove] : [may.name];
}
