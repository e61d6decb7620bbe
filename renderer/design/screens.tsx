import { use, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AbnormalSheet } from '../kiosk/abnormal-sheet.tsx';
import { AnewSheet } from '../kiosk/anew-sheet.tsx';
import { CheckInsSheet } from '../kiosk/check-ins-sheet.tsx';
import { DiagnosticsSheet } from '../kiosk/diagnostics-sheet.tsx';
import { EndSheet } from '../kiosk/end-sheet.tsx';
import { GateBar } from '../kiosk/gate-bar.tsx';
import type { OutcomeActions } from '../kiosk/outcome-actions.tsx';
import { OutcomeRegion } from '../kiosk/outcome-panel.tsx';
import { receiveOutcome, NO_OUTCOME } from '../kiosk/outcome-state.ts';
import { PastSheet } from '../kiosk/past-sheet.tsx';
import { PosterSheet } from '../kiosk/poster-sheet.tsx';
import { PrivacyNotice } from '../kiosk/privacy-notice.tsx';
import { RulesSheet } from '../kiosk/rules-sheet.tsx';
import { SettingsSheet } from '../kiosk/settings-sheet.tsx';
import { ShiftSheet } from '../kiosk/shift-sheet.tsx';
import { SitesSheet } from '../kiosk/sites.tsx';
import { ProblemLine, ProblemsSheet } from '../kiosk/problem-line.tsx';
import { SoundSign } from '../kiosk/sound-sign.tsx';
import { Counters, Parts } from '../kiosk/status-bar.tsx';
import { TopBar } from '../kiosk/top-bar.tsx';
import { VenueCode } from '../kiosk/venue-code.tsx';
import type { SyncStatus } from '../../shared/contract.ts';
import { en } from '../text/en.ts';
import { SheetMark } from '../ui/sheet-mark.ts';
import { Sheet } from '../ui/sheet.tsx';
import type { Problem } from '../kiosk/problems.ts';
import { ByHandSteps } from './by-hand-screens.tsx';
import { HandOf } from './hand.ts';
import { ABOUT, outcomeOf, RESULTS, SITES, SITES_KEPT, WELL } from './samples.ts';
import { Screen, Section, Show } from './show.tsx';

const nothing = (): void => undefined;
const ACTIONS: OutcomeActions = {
  dismiss: nothing,
  overrule: nothing,
  sites: nothing,
  abnormal: nothing,
  undo: undefined,
  isUndoOfShown: false,
};

const ONLINE: SyncStatus = {
  enrolledFor: { hub: 'https://hub.example', venue: '人民广场商场', gate: 'north' },
  isOnline: true,
  unsent: 0,
  fault: null,
  lastHeardAt: null,
};

/** As long as one of a venue code is. */
const ADDRESS = `https://hub.example/v/#${'hEuqGkSkZ4'.repeat(15)}`;

/** Names, and how it stands with the hub. */
const ENDS = [
  ['EndSheet', ONLINE],
  ['EndSheet, entries owed, offline', { ...ONLINE, isOnline: false, unsent: 1234 }],
  ['EndSheet, nobody knows what is owed', { ...ONLINE, unsent: null }],
] as const;

/** What verdict screens are made of, one after the other. */
export function Verdicts(): ReactElement {
  const { t } = useTranslation();
  const hand = use(HandOf);
  const notice = `${t('camera.unplugged.says')} · ${t('camera.unplugged.todo')}`;
  const shown = {
    ...RESULTS,
    'refer, and no next visitor can be read': RESULTS['refer'],
    'refuse, muted': RESULTS['refuse'],
    'refuse, without sound': RESULTS['refuse'],
  };
  return (
    <Section title="Outcomes">
      {Object.entries(shown).map(([name, result]) =>
        result === undefined ? null : (
          <Screen key={name} name={name}>
            <OutcomeRegion
              shown={receiveOutcome(NO_OUTCOME, outcomeOf(name, result), Date.UTC(2022, 4, 13, 1)).shown}
              notice={name.includes('no next') ? notice : null}
              rulesAge=""
              sound={name.includes('muted') ? 'muted' : name.includes('without sound') ? 'failed' : 'well'}
              hand={hand}
              actions={name.includes('by hand') ? { ...ACTIONS, undo: nothing, isUndoOfShown: true } : ACTIONS}
            />
          </Screen>
        ),
      )}
    </Section>
  );
}

/** Pages laid over the screen. */
export function Sheets(): ReactElement {
  const hand = use(HandOf);
  const change = (): Promise<boolean> => Promise.resolve(true);
  return (
    <Section title="Sheets">
      <Screen name="Sheet">
        <Sheet title="…" closeLabel="…" onClose={nothing}>
          …
        </Sheet>
      </Screen>
      <SheetMark value={<SoundSign sound="muted" on="sheet" />}>
        <Screen name="Sheet, muted">
          <Sheet title="…" closeLabel="…" onClose={nothing}>
            …
          </Sheet>
        </Screen>
      </SheetMark>
      <Screen name="CheckInsSheet">
        <CheckInsSheet onClose={nothing} />
      </Screen>
      <Screen name="PosterSheet">
        <PosterSheet address={ADDRESS} at={ONLINE.enrolledFor} onClose={nothing} />
      </Screen>
      <Screen name="VenueCode">
        <VenueCode address={ADDRESS} place="人民广场商场 · north" isOnlyWay />
      </Screen>
      <Screen name="SettingsSheet">
        <SettingsSheet
          status={WELL}
          change={change}
          onRules={nothing}
          onSupervisor={nothing}
          onConsole={nothing}
          onEnd={nothing}
          onPoster={nothing}
          onAnew={nothing}
          onDiagnostics={nothing}
          onLeave={nothing}
          onClose={nothing}
        />
      </Screen>
      <Screen name="SettingsSheet, a guard's">
        <SettingsSheet
          status={{ ...WELL, guards: { ...WELL.guards, access: 'guard' } }}
          change={change}
          onRules={nothing}
          onSupervisor={nothing}
          onConsole={nothing}
          onEnd={nothing}
          onPoster={nothing}
          onAnew={nothing}
          onDiagnostics={nothing}
          onLeave={nothing}
          onClose={nothing}
        />
      </Screen>
      {ENDS.map(([name, sync]) => (
        <Screen key={name} name={name}>
          <EndSheet sync={sync} guards={WELL.guards} badge={null} isCovered={false} hand="right" onClose={nothing} />
        </Screen>
      ))}
      <Screen name="DiagnosticsSheet">
        <DiagnosticsSheet onClose={nothing} />
      </Screen>
      <Screen name="ShiftSheet">
        <ShiftSheet
          why="shift"
          guards={WELL.guards}
          badge={null}
          isCovered={false}
          hand={hand}
          onDone={nothing}
          onClose={nothing}
        />
      </Screen>
      <Screen name="ShiftSheet, to unlock, by a supervisor's badge">
        <ShiftSheet
          why="unlock"
          guards={WELL.guards}
          isCovered={false}
          hand={hand}
          badge={{ number: 'S1' }}
          onDone={nothing}
          onClose={nothing}
        />
      </Screen>
      <Screen name="ShiftSheet, for the console">
        <ShiftSheet
          why="console"
          guards={WELL.guards}
          badge={null}
          isCovered={false}
          hand={hand}
          onDone={nothing}
          onClose={nothing}
        />
      </Screen>
      <Screen name="AnewSheet">
        <AnewSheet
          guards={WELL.guards}
          hand="right"
          badge={null}
          isCovered={false}
          video={{ current: null }}
          camera="running"
          onClose={nothing}
        />
      </Screen>
      <Screen name="RulesSheet">
        <RulesSheet
          policy={WELL.policy}
          clock={{ ...WELL.clock, isWrong: true }}
          sync={WELL.sync}
          access="supervisor"
          onClose={nothing}
        />
      </Screen>
      <Screen name="PrivacyNotice">
        <PrivacyNotice days={WELL.retentionDays} onClose={nothing} />
      </Screen>
      <ByHandSteps />
      <Screen name="AbnormalSheet">
        <AbnormalSheet about={ABOUT} recorded={[]} onClose={nothing} />
      </Screen>
      <Screen name="AbnormalSheet, partly recorded">
        <AbnormalSheet about={ABOUT} recorded={['kept-aside']} onClose={nothing} />
      </Screen>
      {[[], SITES_KEPT].map((sites) => (
        <Screen key={sites.length} name={sites.length > 0 ? 'PastSheet, with sampling sites' : 'PastSheet'}>
          <PastSheet
            status={WELL}
            sites={sites}
            onSites={nothing}
            onOverrule={nothing}
            onAbnormal={nothing}
            onClose={nothing}
          />
        </Screen>
      ))}
      <Screen name="ProblemsSheet">
        <ProblemsSheet
          {...{ problems: ['journal-full', 'gate-no-answer', 'rules-old'], policy: WELL.policy, devices: WELL.devices }}
          onClose={nothing}
        />
      </Screen>
      <Screen name="SitesSheet">
        <SitesSheet sites={SITES} onClose={nothing} />
      </Screen>
    </Section>
  );
}

const BAR = { onLanguage: nothing, onByHand: nothing, onPrivacy: nothing, onSettings: nothing } as const;

const PROBLEMS = Object.keys(en.problem).filter((name): name is Problem => !name.startsWith('more'));

/** What stands around a picture to aim by. */
export function Lines(): ReactElement {
  const gate = { id: 'gate', role: 'gate', lane: 'in', state: 'ready', answers: true } as const;
  const bars = {
    'GateBar, closed': { ...gate, isHeldOpen: false, heldFor: null },
    'GateBar, broken': { ...gate, state: 'no-answer', isHeldOpen: false, heldFor: null },
    'GateBar, held open': { ...gate, isHeldOpen: true, heldFor: null },
    'GateBar, held open for a reason': { ...gate, isHeldOpen: true, heldFor: 'fire' },
  } as const;
  return (
    <>
      <Section title="Bars">
        <Show name="TopBar, muted">
          <TopBar {...BAR} status={WELL} sound="muted" />
        </Show>
        <Show name="TopBar, without sound">
          <TopBar {...BAR} status={WELL} sound="failed" />
        </Show>
        <Show name="TopBar, locked">
          <TopBar {...BAR} status={{ ...WELL, guards: { ...WELL.guards, access: 'locked' } }} sound="well" />
        </Show>
        {Object.entries(bars).map(([name, status]) => (
          <Show key={name} name={name}>
            <div className="design__bar" data-gate={status.isHeldOpen ? 'held' : 'there'}>
              <GateBar gate={status} onHold={nothing} />
            </div>
          </Show>
        ))}
        <Show name="Counters and parts">
          <div className="foot">
            <Counters
              today={WELL.today}
              isLocked={false}
              onUndo={nothing}
              onPast={nothing}
              checkIns={3}
              onCheckIns={nothing}
            />
            <Parts status={WELL} camera="running" />
          </div>
        </Show>
        <Show name="Counters, locked">
          <div className="foot">
            <Counters
              today={WELL.today}
              isLocked
              onUndo={undefined}
              onPast={nothing}
              checkIns={null}
              onCheckIns={nothing}
            />
          </div>
        </Show>
        <Show name="Parts, not well">
          <div className="foot">
            <Parts
              status={{ ...WELL, journal: 'full', sync: WELL.sync && { ...WELL.sync, isOnline: false, unsent: 12 } }}
              camera="unplugged"
            />
          </div>
        </Show>
      </Section>
      <Section title="Problems: one sentence, one thing to do">
        {PROBLEMS.map((problem) => (
          <Show key={problem} name={problem}>
            <ProblemLine
              {...{ trouble: null, problems: [problem], policy: WELL.policy, devices: WELL.devices, onAll: nothing }}
            />
          </Show>
        ))}
        <Show name="a stranger's badge">
          <ProblemLine
            trouble={{ fault: 'guard-unknown' }}
            {...{ problems: [], policy: WELL.policy, devices: WELL.devices, onAll: nothing }}
          />
        </Show>
      </Section>
    </>
  );
}
