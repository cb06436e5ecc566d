"""What people call countries beside the names of Unicode's CLDR: by ISO 3166-1 alpha-2 code."""

from __future__ import annotations

from collections.abc import Mapping

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "US": (
        "US", "USA", "U.S.", "U.S. of A.", "United States of America", "The States",
        "Estados Unidos de América", "Estados Unidos de Norteamérica", "EEUU", "EE UU", "EUA",
        "Vereinigte Staaten von Amerika", "Estados Unidos da América", "美利坚合众国",
    ),
    "GB": (
        "UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland",
        "Gran Bretaña", "Inglaterra", "Escocia", "Gales", "Irlanda del Norte", "Großbritannien",
        "Grossbritannien", "Schottland", "Nordirland", "Anglaterra", "Angleterre",
        "英格兰", "苏格兰", "大不列颠",
    ),
    "CN": (
        "PRC", "PR China", "P.R. China", "People's Republic of China", "Mainland China",
        "República Popular China", "Volksrepublik China", "中国大陆", "大陆", "中华人民共和国",
    ),
    "TW": ("Taiwan", "Republic of China", "ROC", "台湾", "台灣", "臺灣", "中国台湾", "中华民国"),
    "HK": ("Hong Kong", "Hongkong", "HK", "香港", "中国香港"),
    "MO": ("Macau", "Macao", "澳门", "澳門", "中国澳门"),
    "NL": ("Holland", "The Netherlands", "Holanda", "Die Niederlande"),
    "DE": (
        "BRD", "Bundesrepublik", "Bundesrepublik Deutschland", "Federal Republic of Germany", "West Germany",
        "Westdeutschland", "DDR", "GDR", "East Germany", "Ostdeutschland",
    ),
    "AT": ("Oesterreich",),
    "CH": ("Die Schweiz", "Suisse", "Svizzera", "Svizra"),
    "KR": ("South Korea", "Republic of Korea", "Corea del Sur", "Südkorea", "南韩", "大韩民国"),
    "KP": ("North Korea", "Corea del Norte", "Nordkorea", "DPRK"),
    "RU": ("Russian Federation", "Federación Rusa", "Federación de Rusia", "Russische Föderation"),
    "CZ": ("Czech Republic", "República Checa", "Tschechische Republik", "Česká republika"),
    "TR": ("Turkey", "Turquía", "Türkei", "Turkiye"),
    "CI": ("Ivory Coast", "Costa de Marfil", "Elfenbeinküste"),
    "MM": ("Burma", "Birmania", "Birma"),
    "MK": ("Macedonia", "Mazedonien"),
    "BA": ("Bosnia", "Bosnien"),
    "IR": ("Persia", "Persien", "Islamic Republic of Iran"),
    "SY": ("Syrian Arab Republic",),
    "VN": ("Viet Nam",),
    "LA": ("Lao PDR",),
    "IE": ("Republic of Ireland", "Eire"),
    "PS": ("Palestine", "Palestina", "Palästina"),
    "VA": ("Vatican",),
    "DO": ("Dominican Republic", "República Dominicana", "Dominikanische Republik", "Dom Rep"),
    "AE": ("UAE", "Emiratos Árabes", "Emirates"),
    "ZA": ("RSA",),
    "CD": ("DRC", "DR Congo", "Zaire"),
    "VE": ("República Bolivariana de Venezuela",),
    "MX": ("Méjico", "Estados Unidos Mexicanos"),
    "ES": ("Reino de España",),
    "AR": ("República Argentina",),
    "BR": ("Brasil",),
}  # fmt: skip

_DOUBTFUL_NAMES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("ES", "is a part of Spain"): (
        "Catalunya", "Cataluña", "Catalonia", "Katalonien", "加泰罗尼亚",
        "País Vasco", "Euskadi", "Baskenland",
        "Basque Country", "Galicia", "Andalucía", "Valencia", "Mallorca", "Canarias",
    ),
    ("DE", "is a part of Germany"): ("Bayern", "Bavaria", "Sachsen", "Hessen"),
    ("US", "was read as the United States"): ("America", "Amerika", "América"),
    ("KR", "was read as South Korea"): ("Korea", "Corea", "Corée"),
}  # fmt: skip

_NAMES_WITHOUT_CODE: Mapping[str, tuple[str, ...]] = {
    "is several countries now": (
        "Soviet Union", "USSR", "Unión Soviética", "Sowjetunion", "UdSSR", "苏联",
        "Yugoslavia", "Jugoslawien",
        "南斯拉夫", "Czechoslovakia", "Checoslovaquia", "Tschechoslowakei",
    ),
    "may be one of two countries": ("Congo", "Kongo"),
    "is no country": (
        "Europe", "Europa", "European Union", "EU", "UE", "欧洲", "Latin America", "Latinoamérica",
        "Lateinamerika", "South America", "Sudamérica", "Südamerika", "Africa", "África", "Afrika", "非洲",
        "Asia", "Asien", "亚洲", "Scandinavia",
    ),
    "is a language or a nationality, and no country": (
        "Deutsch", "German", "Español", "Spanish", "Castellano", "English", "Inglés", "Englisch", "Chinese",
        "Chino", "Chinesisch", "中文", "汉语", "英语", "Français", "French", "Italian", "Português",
    ),
}  # fmt: skip

DOUBTFUL: Mapping[str, tuple[str, str]] = {
    name: code_and_reason for code_and_reason, names in _DOUBTFUL_NAMES.items() for name in names
}
"""Code of a name, and why it is doubtful."""

UNKNOWABLE: Mapping[str, str] = {
    name: reason for reason, names in _NAMES_WITHOUT_CODE.items() for name in names
}
"""Names that have no code, and why."""
