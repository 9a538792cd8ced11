/** Where the platform can fetch what belongs to a brief. */
export interface ContractUrls {
  /** @param path of a file of the brief, from `/` */
  file(path: string): string;
  /** @param key of a stored picture */
  picture(key: string): string;
}

/** Paths of the contract routes of a brief. @param apiPrefix e.g. `/api/v1` */
export function contractUrls(apiPrefix: string, briefId: string): ContractUrls {
  const brief = `${apiPrefix}/business-brief/${briefId}`;
  return {
    file: (path) => `${brief}/files${encodeURI(path)}`,
    picture: (key) => `${brief}/pictures/${encodeURIComponent(key)}`,
  };
}

/** Where the platform can fetch a mark. A drawn one has the path of its file for an address, a stored picture has its
 *  owner's; anything else is given as it is. */
export function contractMarkUrl(
  mark: { readonly url: string; readonly asset_id: string },
  urls: ContractUrls,
): string {
  if (mark.url.endsWith(`/assets/${mark.asset_id}`)) return urls.picture(mark.asset_id);
  return mark.url.startsWith('/') ? urls.file(mark.url) : mark.url;
}
