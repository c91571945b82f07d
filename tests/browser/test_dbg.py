import pytest, time
from tests.browser import proxy as way
from tests.browser.phone import *
pytestmark = pytest.mark.browser
def test_dbg(phone, ines, theo):
    phone.meets(ines)
    phone.proxy.does = way.at("/journal", way.drops)
    phone.notes(2)
    phone.opens("/me")
    phone.page.locator("[data-sign-out] button").click()
    phone.page.locator("dialog [data-leave]").click(timeout=10_000)
    until(lambda: phone.path() == "/demo")
    print("AT DEMO")
    phone.page.on("console", lambda m: print("C", m.text))
    phone.page.on("pageerror", lambda m: print("E", m))
    phone.page.on("framenavigated", lambda m: print("NAV", m.url))
    phone.page.on("request", lambda m: print("Q", m.url))
    phone.page.on("requestfailed", lambda m: print("FAILED", m.url, m.failure))
    phone.proxy.log.clear()
    def spy(request, upstream):
        print("P>", request.method, request.path)
        a = upstream()
        print("P<", request.method, request.path, a[:60])
        return a
    phone.proxy.does = spy
    print(phone.signs_in(theo))
    phone.page.set_default_timeout(8000)
    try: phone.opens("/log")
    except Exception as e: print(e)
    print(phone.page.url)
