import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { asLanguage } from '../text/text.ts';
import { Items } from '../ui/clauses.tsx';
import { Qr } from '../ui/qr.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useAge } from './use-age.ts';
import './sites.css';

interface CardProps {
  readonly sites: readonly NearSite[];
  readonly onOpen: () => void;
}

/** Beside a verdict: the nearest place for a test, and a code that the visitor's phone shows the way by. */
export function SiteCard({ sites, onOpen }: CardProps): ReactElement | null {
  const { t } = useTranslation();
  const [nearest] = sites;
  if (nearest === undefined) return null;
  return (
    <button
      type="button"
      className="site-card"
      data-action="sites"
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      <Site
        site={nearest}
        // That it is far is said before anybody goes.
        title={t(nearest.isWithinWalk ? 'sites.nearest' : 'sites.noneNear')}
        more={sites.length - 1}
      />
      {sites.length > 1 && <span className="site-card__more">{t('sites.more', { count: sites.length - 1 })}</span>}
    </button>
  );
}

/** All that are near, for a visitor who would rather go elsewhere. */
export function SitesSheet({ sites, onClose }: { sites: readonly NearSite[]; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Sheet title={t('sites.title')} closeLabel={t('sites.close')} onClose={onClose}>
      {sites[0]?.isWithinWalk === false && <p className="sites__far">{t('sites.noneWithin')}</p>}
      <ul className="sites">
        {sites.map((site) => (
          <li key={site.id}>
            <Site site={site} title={null} more={0} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

interface SiteProps {
  readonly site: NearSite;
  readonly title: string | null;
  /** How many further ones there are, for where there is no room to say it in words. */
  readonly more: number;
}

function Site({ site, title, more }: SiteProps): ReactElement {
  const { t, i18n } = useTranslation();
  const name = site.name[asLanguage(i18n.language)];
  const hours =
    site.closes === null
      ? t('sites.night')
      : t('sites.until', { time: site.closes === '00:00' ? '24:00' : site.closes });
  return (
    <span className="site" data-site={site.id}>
      <span className="site__words">
        {title !== null && <small>{title}</small>}
        <b>
          {name}
          {more > 0 && (
            <span className="site__more" aria-hidden>
              {t('sites.plus', { count: more })}
            </span>
          )}
        </b>
        <span>
          <Items
            items={[t('sites.metres', { metres: site.metres }), t('sites.walk', { count: site.walkMinutes }), hours]}
          />
        </span>
        {title === null && site.tests.length > 0 && (
          <span>
            <Items items={site.tests.map((test) => t(`sites.test.${test}`))} />
          </span>
        )}
        {site.busy !== null && <Busy {...site.busy} />}
      </span>
      <Qr text={geoUri(site)} label={t('sites.map', { name })} />
    </span>
  );
}

function Busy({ state, waitMinutes, ageSeconds }: NonNullable<NearSite['busy']>): ReactElement {
  const { t } = useTranslation();
  const ago = useAge(ageSeconds);
  const words = [t(`sites.state.${state}`), waitMinutes === null ? null : t('sites.wait', { count: waitMinutes })];
  return (
    <span data-busy={state}>
      <Items items={words} />
      <small className="clause">{t('sites.asOf', { ago })}</small>
    </span>
  );
}

/** Understood by every phone's map without asking anybody on the net: RFC 5870, WGS 84. */
function geoUri({ latitude, longitude }: NearSite): string {
  return `geo:${latitude.toFixed(5)},${longitude.toFixed(5)}`;
}
