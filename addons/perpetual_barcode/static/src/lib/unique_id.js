/**
 * A random UUID (version 4), also where the page comes over plain http: there the browser
 * has no ``crypto.randomUUID``, which needs a secure context, but still has random bytes.
 * @param {Crypto} source
 * @returns {string} 36 characters, in lower case
 */
export function uniqueId(source = window.crypto) {
    if (source.randomUUID) {
        return source.randomUUID();
    }
    const bytes = source.getRandomValues(new Uint8Array(16));
    // RFC 9562: the version, 4, and the variant, binary 10.
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
