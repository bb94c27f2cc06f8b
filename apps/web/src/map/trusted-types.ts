/** What Leaflet writes to find out what the browser can do. */
const LEAFLET_PROBES = new Set(['<svg/>', '<v:shape adj="1"/>']);

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): unknown;
}

/** Under `require-trusted-types-for 'script'` no text becomes markup, but for those two. */
(globalThis as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('default', {
  createHTML(html) {
    if (!LEAFLET_PROBES.has(html)) throw new TypeError('No text becomes markup here.');
    return html;
  },
});
