"""What people call their languages beside the names of Unicode's CLDR: by ISO 639 code.

Varieties that CLDR knows as languages of their own have their own code (Swiss German ``gsw``, Wu ``wuu``);
those that ISO 639 counts to a language have that language's (Valencian ``ca``, Castilian ``es``). ``zh`` is
Chinese where people do not say which, and Mandarin, as in CLDR.
"""

from __future__ import annotations

from collections.abc import Mapping

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "Mandarin Chinese", "Mandarin", "Mandarín", "Chino mandarín", "Mandarino", "Hochchinesisch",
        "Putonghua", "Guoyu", "Huayu", "Hanyu", "Zhongwen", "普通话", "普通話", "汉语", "漢語", "国语",
        "國語", "华语", "華語", "华文", "華文", "中国话", "中國話", "中国语", "中文普通话", "汉语普通话",
        "官话", "北方话", "四川话", "东北话", "现代汉语",
    ),
    "yue": ("Cantonese Chinese", "广东话", "廣東話", "广州话", "粤语", "粵語"),
    "wuu": ("Shanghainese", "Wu", "吴语", "吳語", "上海话", "苏州话", "温州话", "宁波话"),
    "nan": (
        "Hokkien", "Taiwanese Hokkien", "Teochew", "Min Nan", "闽南话", "闽南语", "台语", "台語", "潮州话",
        "潮汕话",
    ),
    "hak": ("Hakka", "客家话", "客家話", "客语"),
    "gan": ("江西话", "赣语"),
    "hsn": ("湖南话", "湘语"),
    "es": (
        "Castilian", "Castellano", "Castellà", "Castelán", "Kastilisch", "Spanish Castilian",
        "Español castellano", "Espanyol", "Mexicano", "卡斯蒂利亚语",
    ),
    "ca": ("Valencian", "Valenciano", "Valencià", "Valenzianisch", "Mallorquín", "Mallorquí", "Catala"),
    "eu": ("Euskera", "Euskara", "Vascuence", "Vasco", "Basque"),
    "gl": ("Gallego", "Galego", "Galizisch"),
    "ast": ("Bable", "Asturiano"),
    "oc": ("Aranés", "Aranese", "Aranès"),
    "de": ("Hochdeutsch", "High German", "Standarddeutsch"),
    "gsw": (
        "Schweizerdeutsch", "Schweizerdütsch", "Schwiizerdütsch", "Schwyzerdütsch", "Schwizerdütsch",
        "Schweizer Deutsch", "Züritüütsch", "Züridütsch", "Berndeutsch", "Bärndütsch", "Baseldeutsch",
        "Baaseldytsch", "Alemannisch", "Alemannic", "Alemánico", "瑞士德语",
    ),
    "nds": ("Plattdeutsch", "Plattdüütsch", "Platt", "Low Saxon"),
    "en": ("British English", "American English", "Inglés americano", "Englisch"),
    "nl": ("Flemish", "Flamenco", "Flämisch", "Vlaams", "Holländisch", "Holandés", "Hollands"),
    "fa": ("Farsi", "Persian", "Dari", "Parsi", "波斯语"),
    "tl": ("Tagalog",),
    "el": ("Greek", "Griego", "Ellinika"),
    "ro": ("Moldovan", "Moldavian", "Moldavo", "Rumano", "Roumanian", "Rumanian"),
    "sh": ("Serbo-Croatian", "Serbocroatian", "Serbokroatisch", "Srpskohrvatski", "BCS", "BKS"),
    "sr": ("Srpski",),
    "mk": ("Makedonski",),
    "bg": ("Balgarski",),
    "ru": ("Russkij", "Russki"),
    "ja": ("Nihongo", "Japonés", "日文", "日语", "日本语"),
    "ko": ("Hangul", "Hangugeo", "韩文", "韩国语", "朝鲜语", "한국말"),
    "ar": ("Arabic", "Árabe", "Darija"),
    "he": ("Ivrit",),
    "ur": ("Urdu",),
    "pa": ("Panjabi", "Punyabi"),
    "bn": ("Bangla",),
    "ku": ("Kurmanji", "Kurmanci"),
    "ckb": ("Sorani",),
    "ht": ("Creole haitiano", "Créole haïtien"),
    "qu": ("Quichua", "Kichwa", "Quechua"),
    "gn": ("Guaraní",),
    "ms": ("Bahasa Melayu", "Bahasa Malaysia"),
    "id": ("Bahasa Indonesia",),
    "nb": ("Bokmål",),
    "nn": ("Nynorsk",),
    "rm": ("Romansh", "Rätoromanisch", "Bündnerromanisch"),
    "lb": ("Letzeburgisch", "Luxemburgisch"),
    "sco": ("Scots",),
    "ga": ("Irish Gaelic", "Gaeilge"),
    "gd": ("Scots Gaelic", "Scottish Gaelic"),
    "ug": ("维语", "维吾尔语"),
    "bo": ("藏语", "藏文"),
    "mn": ("蒙语", "蒙古语"),
    "ii": ("彝语",),
    "za": ("壮语",),
    "vi": ("越语",),
}  # fmt: skip

DOUBTFUL: Mapping[str, tuple[str, str]] = {
    "British": ("en", "is a nationality, read as a language"),
    "American": ("en", "is a nationality, read as a language"),
    "Australian": ("en", "is a nationality, read as a language"),
    "Americano": ("en", "is a nationality, read as a language"),
    "Österreichisch": ("de", "was read as German"),
    "Österreichisches Deutsch": ("de", "was read as German"),
    "Austrian": ("de", "was read as German"),
    "Bayerisch": ("de", "was read as German, of which it is a dialect"),
    "Bairisch": ("de", "was read as German, of which it is a dialect"),
    "Bavarian": ("de", "was read as German, of which it is a dialect"),
    "Mexican": ("es", "is a nationality, read as a language"),
    "Colombiano": ("es", "is a nationality, read as a language"),
    "Argentino": ("es", "is a nationality, read as a language"),
    "Brasileiro": ("pt", "was read as Portuguese"),
    "Brazilian": ("pt", "was read as Portuguese"),
    "白话": ("yue", "was read as Cantonese"),
    "Taiwanese": ("nan", "was read as Min Nan; Mandarin may be meant"),
}
"""Code of a name, and why it is doubtful."""

UNKNOWABLE: Mapping[str, str] = {
    "Swiss": "may be one of four languages",
    "Schweizerisch": "may be one of four languages",
    "Suizo": "may be one of four languages",
    "Belgian": "may be one of three languages",
    "Belgisch": "may be one of three languages",
    "Hindustani": "may be Hindi or Urdu",
    "Indian": "may be one of many languages",
    "Indio": "may be one of many languages",
    "African": "may be one of many languages",
    "UK": "is a country",
    "Sign language": "may be one of many languages",
    "Gebärdensprache": "may be one of many languages",
    "Lengua de signos": "may be one of many languages",
    "手语": "may be one of many languages",
    "Creole": "may be one of many languages",
    "Dialect": "may be one of many languages",
    "Dialekt": "may be one of many languages",
    "方言": "may be one of many languages",
}
"""Names that have no code, and why."""
