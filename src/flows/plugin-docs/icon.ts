import type { PluginDefinition } from '../../plugins/api/plugin-definition.js';
import { lastPart, packageOf } from './plugin-list.js';

export interface PluginIcon {
  readonly name: string;
  /** Base64 of an SVG picture. */
  readonly icon: string;
  readonly flowable: boolean;
}

/** A tile with the first letters of the type, in a colour that all types of its package share. */
export function iconSvg(name: string, family: string): string {
  const letters =
    lastPart(name)
      .replace(/[^A-Z]/g, '')
      .slice(0, 2) || lastPart(name).slice(0, 2);
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">' +
    `<rect width="24" height="24" rx="5" fill="hsl(${hueOf(family)} 55% 42%)"/>` +
    '<text x="12" y="16" font-family="sans-serif" font-size="10" font-weight="600" text-anchor="middle" fill="#fff">' +
    `${letters.replace(/[^\w]/g, '')}</text></svg>`
  );
}

export function iconOf(plugin: PluginDefinition): PluginIcon {
  const svg = iconSvg(plugin.type, packageOf(plugin));
  return {
    name: lastPart(plugin.type),
    icon: Buffer.from(svg).toString('base64'),
    flowable: plugin.properties.some(({ tasks }) => tasks !== undefined),
  };
}

function hueOf(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}
