// The screen's table of contents: which page lies over what, and what each is given. What a page does is in its own file; apart, who
// covers whom would have to be looked for in several.
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentProps,
  type ReactElement,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus, Settings, ShownDecision } from '../../shared/contract.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import type { AbnormalStep, GuardsStatus } from '../../shared/guard.ts';
import type { Language } from '../../shared/verdict.ts';
import { AbnormalSheet } from './abnormal-sheet.tsx';
import { AnewSheet } from './anew-sheet.tsx';
import { ByHandSheet } from './by-hand-sheet.tsx';
import { CameraStage, Invitation } from './camera-stage.tsx';
import { CheckInsSheet } from './check-ins-sheet.tsx';
import { DemoBand } from './demo-band.tsx';
import { GateBar } from './gate-bar.tsx';
import type { OutcomeActions } from './outcome-actions.tsx';
import { OutcomeRegion } from './outcome-panel.tsx';
import { soundOf, type KioskState } from './kiosk-state.ts';
import { EndSheet } from './end-sheet.tsx';
import { PastSheet } from './past-sheet.tsx';
import { PosterSheet } from './poster-sheet.tsx';
import { ProblemLine, ProblemsSheet } from './problem-line.tsx';
import { PrivacyNotice } from './privacy-notice.tsx';
import { gateProblemOf, problemsOf, type Problem } from './problems.ts';
import { RulesSheet } from './rules-sheet.tsx';
import { SettingsSheet } from './settings-sheet.tsx';
import { ShiftSheet } from './shift-sheet.tsx';
import { SitesSheet } from './sites.tsx';
import { SoundSign } from './sound-sign.tsx';
import { Starting } from './starting.tsx';
import { Counters, Parts } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { VenueCode } from './venue-code.tsx';
import { useBadge, type PageBeforeBadge } from './use-badge.ts';
import { useCamera } from './use-camera.ts';
import { useDim } from './use-dim.ts';
import { useFocusKept } from './use-focus-kept.ts';
import { useRulesAge } from './use-age.ts';
import { useKiosk, type Kiosk } from './use-kiosk.ts';
import { useDismissal, useTelling } from './use-outcome-effects.ts';
import { useCame, useMeantAlone } from './use-meant.ts';
import { useSound } from './use-sound.ts';
import { useTouchReport } from './use-touch-report.ts';
import { SheetMark } from '../ui/sheet-mark.ts';
import { useFit } from '../ui/use-fit.ts';
import { useWedge } from '../wedge/use-wedge.ts';
import './dim.css';
import './kiosk.css';
import './crowded.css';
import './sheets.css';

/** For supervisors, now and then: it comes when it is wanted, and the guard's screen does not wait for it. */
const KioskConsole = lazy(async () => ({ default: (await import('../console/at-kiosk/page.tsx')).KioskConsole }));

const DiagnosticsSheet = lazy(async () => ({
  default: (await import('./diagnostics-sheet.tsx')).DiagnosticsSheet,
}));

type OpenSheet =
  | {
      readonly is:
        | 'settings'
        | 'rules'
        | 'privacy'
        | 'past'
        | 'check-ins'
        | 'poster'
        | 'console'
        | 'problems'
        | 'diagnostics'
        | 'anew'
        | 'leave'
        | 'end';
    }
  /** `then`: what is open once a guard has proven who they are. */
  | { readonly is: 'shift'; readonly then: OpenSheet }
  | { readonly is: 'by-hand'; readonly about: ShownDecision | null }
  | { readonly is: 'abnormal'; readonly about: ShownDecision; readonly recorded: readonly AbnormalStep[] }
  | { readonly is: 'sites'; readonly sites: readonly NearSite[] }
  | null;

/** The guard's screen: one thing at a time, a picture to aim by or a verdict. */
export function KioskScreen(): ReactElement {
  const kiosk = useKiosk();
  // First: nobody else who listens for keys may hear a scan.
  useWedge(kiosk.dispatch);
  const isDim = useDim(kiosk.state);
  useMeantAlone();
  useLanguage(kiosk.state.status?.settings.language);
  useLook(kiosk.state.status?.settings);
  const sound = soundOf(kiosk.state);
  const mark = useMemo(() => <SoundSign sound={sound} on="sheet" />, [sound]);
  const { status } = kiosk.state;
  if (status === null) return <Starting />;
  return (
    <SheetMark value={mark}>
      <Running kiosk={kiosk} status={status} isDim={isDim} />
    </SheetMark>
  );
}

function Running({ kiosk, status, isDim }: { kiosk: Kiosk; status: KioskStatus; isDim: boolean }): ReactElement {
  const { t } = useTranslation();
  const { state, dispatch, changeSettings, undo, holdGate, dismiss } = kiosk;
  const { shown } = state.outcome;
  const [sheet, setSheet] = useState<OpenSheet>(null);
  const video = useRef<HTMLVideoElement>(null);
  const shell = useFit<HTMLDivElement>();
  useCamera(video, status.settings, dispatch);
  useTouchReport(status.guards.access !== 'locked');
  useSound(dispatch);
  useTelling(shown, state.badge, status.settings);
  useFocusKept(shown, sheet);
  useDismissal(shown, dismiss);
  const { isMainSilent, wedgeFault } = state;
  const sound = soundOf(state);
  const problems = useMemo(
    () => problemsOf(status, isMainSilent, wedgeFault, sound),
    [status, isMainSilent, wedgeFault, sound],
  );
  const isWell = problems.length === 0 && (state.camera === 'running' || state.camera === 'starting');
  const rulesAge = useRulesAge(status.policy);
  const notice = useNotice(status.gate, state);
  const onLanguage = useCallback((language: Language) => void changeSettings({ language }), [changeSettings]);
  const { byHand, trouble } = state;
  const openByHand = useCallback(() => {
    setSheet({ is: 'by-hand', about: null });
  }, []);
  const onUndo = useMemo(
    () =>
      byHand === null
        ? undefined
        : () => {
            undo(byHand.serial, byHand.entryId);
          },
    [byHand, undo],
  );
  const hasGuards = status.guards.list.length > 0;
  const actions = useMemo(
    (): OutcomeActions => ({
      overrule: hasGuards
        ? (serial, about) => {
            setSheet({ is: 'by-hand', about });
            dismiss(serial);
          }
        : undefined,
      abnormal(serial, about, recorded) {
        setSheet({ is: 'abnormal', about, recorded });
        dismiss(serial);
      },
      sites(serial, sites) {
        setSheet({ is: 'sites', sites });
        dismiss(serial);
      },
      undo: onUndo,
      isUndoOfShown: byHand?.serial === shown?.outcome.serial,
      dismiss,
    }),
    [hasGuards, dismiss, byHand, shown, onUndo],
  );
  const openPast = useCallback(() => {
    setSheet({ is: 'past' });
  }, []);
  const openCheckIns = useCallback(() => {
    setSheet({ is: 'check-ins' });
  }, []);
  const openProblems = useCallback(() => {
    setSheet({ is: 'problems' });
  }, []);
  const openPrivacy = useCallback(() => {
    setSheet({ is: 'privacy' });
  }, []);
  const openSettings = useCallback(() => {
    setSheet({ is: 'settings' });
  }, []);
  const openRules = useCallback(() => {
    setSheet({ is: 'rules' });
  }, []);
  const closeSheet = useCallback(() => {
    setSheet(null);
  }, []);
  const openShift = useCallback(() => {
    setSheet({ is: 'shift', then: null });
  }, []);
  const open = behindTheLock(sheet, status.guards);
  const { checkIn, sync } = status;
  const code = checkIn === null || checkIn.way === 'sentinel' ? null : checkIn.address;
  const place = sync === null ? '' : `${sync.enrolledFor.venue} · ${sync.enrolledFor.gate}`;
  useBadge({
    ...{ state, guards: status.guards, page: open === null ? 'none' : BEFORE_BADGE[open.is] },
    ...{ overrule: actions.overrule, onShift: openShift, dispatch },
  });
  useCame(shown?.outcome.serial ?? null, sheet, open?.is);
  useLeftBySupervisor(status.guards, () => {
    if (isOfSupervisors(sheet)) closeSheet();
  });
  return (
    <main
      className="kiosk"
      data-camera={state.camera}
      data-demo={status.isDemo}
      data-dim={isDim ? (isWell ? 'dark' : 'readable') : 'off'}
      data-hand={status.settings.hand}
      data-gate={status.gate === null ? 'none' : status.gate.isHeldOpen ? 'held' : 'there'}
      data-locked={status.guards.access === 'locked'}
      data-showing={shown === null ? 'idle' : 'outcome'}
    >
      {status.isDemo && <DemoBand />}
      <div
        ref={shell}
        className="shell fits"
        data-check-in={code === null ? 'sentinel' : checkIn?.way}
        inert={shown !== null || sheet !== null}
      >
        <TopBar
          status={status}
          sound={sound}
          onLanguage={onLanguage}
          onByHand={hasGuards ? openByHand : undefined}
          onPrivacy={openPrivacy}
          onSettings={openSettings}
        />
        <ProblemLine {...{ trouble, problems }} policy={status.policy} devices={status.devices} onAll={openProblems} />
        <CameraStage video={video} camera={state.camera} areSeveralInView={state.areSeveralInView} />
        {(code === null || checkIn?.way === 'both') && <Invitation />}
        {code !== null && <VenueCode address={code} place={place} isOnlyWay={checkIn?.way === 'venue-code'} />}
        <footer className="foot">
          <Counters
            today={status.today}
            isLocked={status.guards.access === 'locked'}
            onUndo={onUndo}
            onPast={openPast}
            checkIns={checkIn === null || checkIn.way === 'sentinel' ? null : checkIn.waiting}
            onCheckIns={openCheckIns}
          />
          <Parts status={status} camera={state.camera} />
        </footer>
      </div>
      <div className="over" inert={shown !== null}>
        {isToldOver(open) && trouble !== null && (
          <ProblemLine
            {...{ trouble, problems: NO_PROBLEMS }}
            policy={status.policy}
            devices={status.devices}
            onAll={openProblems}
          />
        )}
        {open?.is === 'shift' && (
          <ShiftSheet
            why={whyFor(open.then)}
            guards={status.guards}
            badge={state.badge}
            isCovered={shown !== null}
            hand={status.settings.hand}
            onDone={() => {
              setSheet(open.then);
            }}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'leave' && (
          <ShiftSheet
            why="leave"
            guards={status.guards}
            badge={state.badge}
            isCovered={shown !== null}
            hand={status.settings.hand}
            onDone={closeSheet}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'settings' && (
          <SettingsSheet
            status={status}
            change={changeSettings}
            onRules={openRules}
            onSupervisor={() => {
              setSheet({ is: 'shift', then: sheet });
            }}
            onConsole={() => {
              setSheet({ is: 'console' });
            }}
            onDiagnostics={() => {
              setSheet({ is: 'diagnostics' });
            }}
            onLeave={() => {
              setSheet({ is: 'leave' });
            }}
            onAnew={() => {
              setSheet({ is: 'anew' });
            }}
            onEnd={() => {
              setSheet({ is: 'end' });
            }}
            onPoster={() => {
              setSheet({ is: 'poster' });
            }}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'end' && (
          <EndSheet
            sync={status.sync}
            guards={status.guards}
            hand={status.settings.hand}
            badge={state.badge}
            isCovered={shown !== null}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'anew' && (
          <AnewSheet
            guards={status.guards}
            hand={status.settings.hand}
            badge={state.badge}
            isCovered={shown !== null}
            video={video}
            camera={state.camera}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'console' && (
          <div className="sheet">
            <Suspense fallback={<p role="status">{t('starting')}</p>}>
              <KioskConsole onClose={closeSheet} />
            </Suspense>
          </div>
        )}
        {open?.is === 'diagnostics' && (
          <Suspense fallback={<div className="sheet" />}>
            <DiagnosticsSheet onClose={closeSheet} />
          </Suspense>
        )}
        {open?.is === 'rules' && (
          <RulesSheet
            policy={status.policy}
            clock={status.clock}
            sync={status.sync}
            access={status.guards.access}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'by-hand' && (
          <ByHandSheet
            key={open.about?.entryId}
            about={open.about}
            refused={status.refusedJustNow}
            trouble={trouble}
            onSame={(about) => {
              setSheet({ is: 'by-hand', about });
            }}
            guards={status.guards}
            badge={state.badge}
            isCovered={shown !== null}
            hand={status.settings.hand}
            onShift={openShift}
            onClose={closeSheet}
          />
        )}
        {open?.is === 'abnormal' && <AbnormalSheet about={open.about} recorded={open.recorded} onClose={closeSheet} />}
        {open?.is === 'sites' && <SitesSheet sites={open.sites} onClose={closeSheet} />}
        {open?.is === 'past' && (
          <PastSheet
            status={status}
            sites={state.sites}
            onSites={(sites) => {
              setSheet({ is: 'sites', sites });
            }}
            onAbnormal={(about, recorded) => {
              setSheet({ is: 'abnormal', about, recorded });
            }}
            onOverrule={
              hasGuards
                ? (about) => {
                    setSheet({ is: 'by-hand', about });
                  }
                : undefined
            }
            onClose={closeSheet}
          />
        )}
        {open?.is === 'check-ins' && <CheckInsSheet onClose={closeSheet} />}
        {open?.is === 'poster' && sync !== null && checkIn !== null && checkIn.address !== null && (
          <PosterSheet address={checkIn.address} at={sync.enrolledFor} onClose={closeSheet} />
        )}
        {open?.is === 'problems' && (
          <ProblemsSheet problems={problems} policy={status.policy} devices={status.devices} onClose={closeSheet} />
        )}
        {open?.is === 'privacy' && <PrivacyNotice days={status.retentionDays} onClose={closeSheet} />}
      </div>
      <OutcomeRegion
        shown={shown}
        notice={notice}
        rulesAge={rulesAge}
        hand={status.settings.hand}
        sound={sound}
        actions={actions}
      />
      {isDim && <div className="dim" />}
      {status.gate !== null && <GateBar gate={status.gate} onHold={holdGate} />}
    </main>
  );
}

const BEFORE_BADGE: Readonly<Record<NonNullable<OpenSheet>['is'], PageBeforeBadge>> = {
  'by-hand': 'takes',
  shift: 'takes',
  end: 'takes',
  anew: 'takes',
  leave: 'takes',
  settings: 'goes',
  privacy: 'goes',
  problems: 'goes',
  past: 'goes',
  'check-ins': 'goes',
  poster: 'stays',
  sites: 'goes',
  rules: 'stays',
  abnormal: 'stays',
  console: 'stays',
  diagnostics: 'stays',
};

const NO_PROBLEMS: readonly Problem[] = [];

/** Whether what came to nothing is said above a page that lies over the screen: those on which guards act say it themselves. */
function isToldOver(open: OpenSheet): boolean {
  const own: readonly string[] = ['shift', 'by-hand', 'anew', 'leave', 'end'];
  return open !== null && !own.includes(open.is);
}

/** What is wanted of whoever proves who they are before a page. */
function whyFor(then: OpenSheet): ComponentProps<typeof ShiftSheet>['why'] {
  if (then === null) return 'shift';
  return then.is === 'console' || then.is === 'diagnostics' ? then.is : 'unlock';
}

/** What a supervisor alone may see. */
function isOfSupervisors(sheet: OpenSheet): sheet is { readonly is: 'console' | 'diagnostics' | 'end' | 'poster' } {
  return ['console', 'diagnostics', 'end', 'poster'].includes(sheet?.is ?? '');
}

/** What is for guards waits for one behind the lock, and is there as soon as they have proven to be; the console and the diagnostics for a supervisor. */
function behindTheLock(sheet: OpenSheet, { access }: GuardsStatus): OpenSheet {
  if (isOfSupervisors(sheet)) return access === 'supervisor' ? sheet : { is: 'shift', then: sheet };
  const isForGuards =
    sheet?.is === 'settings' || sheet?.is === 'rules' || sheet?.is === 'past' || sheet?.is === 'check-ins';
  return isForGuards && access === 'locked' ? { is: 'shift', then: sheet } : sheet;
}

/** The kiosk has locked itself, or is open to somebody else now: what a supervisor had open does not wait for the next. */
function useLeftBySupervisor({ access }: GuardsStatus, onLeft: () => void): void {
  const act = useRef(onLeft);
  useEffect(() => {
    act.current = onLeft;
  });
  useEffect(
    () => () => {
      if (access === 'supervisor') act.current();
    },
    [access],
  );
}

/** Why the next visitor cannot be read, or does not get through the gate, for the guard who still has the last one's verdict before them. */
function useNotice(
  gate: KioskStatus['gate'],
  { camera, areSeveralInView, isMainSilent, wedgeFault, trouble }: KioskState,
): string | null {
  const { t } = useTranslation();
  if (trouble !== null) return t(`byHand.fault.${trouble.fault}`);
  const problem = isMainSilent ? 'main-silent' : (gateProblemOf(gate) ?? wedgeFault);
  if (problem !== null) return `${t(`problem.${problem}.says`)} · ${t(`problem.${problem}.todo`)}`;
  if (camera !== 'running' && camera !== 'starting')
    return `${t(`camera.${camera}.says`)} · ${t(`camera.${camera}.todo`)}`;
  return areSeveralInView ? t('several') : null;
}

function useLook({ theme, textSize }: Partial<Settings> = {}): void {
  useEffect(() => {
    if (theme !== undefined) document.documentElement.dataset['theme'] = theme;
    if (textSize !== undefined) document.documentElement.dataset['textSize'] = String(textSize);
  }, [theme, textSize]);
}

function useLanguage(language: Language | undefined): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    if (language === undefined) return;
    document.documentElement.lang = language;
    void i18n.changeLanguage(language);
  }, [language, i18n]);
}
