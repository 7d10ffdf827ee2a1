import { parseEndpoint } from '#autoprov';

describe('parseEndpoint', () => {
  test.each([
    ['prov.gigaset.net', 'https://prov.gigaset.net/apxml/rpc.do'],
    [' prov.gigaset.net:8443 ', 'https://prov.gigaset.net:8443/apxml/rpc.do'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/apxml/rpc.do'],
    ['localhost', 'http://localhost/apxml/rpc.do'],
    ['::1', 'http://[::1]/apxml/rpc.do'],
    ['2001:db8::1', 'https://[2001:db8::1]/apxml/rpc.do'],
    ['[2001:db8::1]:444', 'https://[2001:db8::1]:444/apxml/rpc.do'],
    ['http://provider.example', 'http://provider.example/apxml/rpc.do'],
    ['https://provider.example/other/rpc?x=1#y', 'https://provider.example/other/rpc?x=1'],
  ])('parses %j as %s', (text, url) => {
    const parsed = parseEndpoint(text);
    expect(parsed.ok && parsed.value.href).toBe(url);
  });

  test.each([
    ['', 'Write a host'],
    ['two words', 'Write a host'],
    ['ftp://provider.example', 'only https:// and http:// are supported'],
    ['http://daryna:secret@provider.example', 'It contains a user name or password'],
    ['daryna:sec/ret@provider.example', 'Write a host'],
    ['daryna:secret@provider.example', 'It contains a user name or password'],
    ['provider.example:99999', 'Write a host'],
  ])('rejects %j without repeating a password', (text, problem) => {
    const parsed = parseEndpoint(text);
    const shown = parsed.ok ? '' : parsed.problems.join(' ');
    expect(shown).toContain(problem);
    expect(shown).not.toMatch(/secret|sec\/ret/);
  });
});
