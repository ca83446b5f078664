"""Kinds of assets: the NENA i3 functional elements and what else a PSAP runs on."""

from __future__ import annotations

from enum import Enum
from typing import Self


class KindGroup(Enum):
    """Where a kind belongs, for menus and pictures."""

    I3 = "NENA i3 functional element"
    GATEWAY = "gateway to older networks"
    CALL_HANDLING = "call handling"
    DISPATCH = "dispatch and records"
    RADIO = "radio, paging and field"
    ALERTING = "public alerting"
    ENTERPRISE = "office network and shared IT"
    NETWORK = "network, circuits and power"
    PARTY = "another organisation"


class AssetKind(Enum):
    """
    One kind of asset: value (the word in files), title, group, aliases people type.

    Source of the i3 names: NENA-STA-010.3f functional elements and the
    service-name registry (10.11); the others come from public incidents.
    """

    title: str
    group: KindGroup
    aliases: tuple[str, ...]

    def __new__(cls, slug: str, title: str, group: KindGroup, *aliases: str) -> Self:
        """Make a member whose value is the word in files."""
        member = object.__new__(cls)
        member._value_ = slug
        member.title = title
        member.group = group
        member.aliases = aliases
        return member

    # NENA i3 functional elements
    BCF = (
        "bcf",
        "Border Control Function",
        KindGroup.I3,
        "sbc",
        "session border controller",
        "border control function",
        "o-bcf",
        "t-bcf",
    )
    ESRP = (
        "esrp",
        "Emergency Services Routing Proxy",
        KindGroup.I3,
        "prf",
        "policy routing function",
        "routing proxy",
    )
    ECRF = (
        "ecrf",
        "Emergency Call Routing Function",
        KindGroup.I3,
        "lost server",
        "call routing function",
    )
    LVF = ("lvf", "Location Validation Function", KindGroup.I3, "location validation")
    FOREST_GUIDE = ("forest-guide", "Forest Guide", KindGroup.I3, "fg")
    LIS = ("lis", "Location Information Server", KindGroup.I3, "location server")
    POLICY_STORE = ("policy-store", "Policy Store", KindGroup.I3, "ps", "policy server")
    LOGGING = ("logging-service", "Logging Service", KindGroup.I3, "log", "logger", "logging")
    BRIDGE = ("bridge", "Conference Bridge", KindGroup.I3, "conference bridge")
    ADR = ("adr", "Additional Data Repository", KindGroup.I3, "is-adr", "additional data")
    MCS = ("mcs", "MSAG Conversion Service", KindGroup.I3, "msag conversion")
    GCS = ("gcs", "Geocode Service", KindGroup.I3, "geocode")
    MDS = ("mds", "Mapping Data Service", KindGroup.I3, "mapping data")
    SI = ("spatial-interface", "Spatial Interface", KindGroup.I3, "si")
    SAL = ("sal", "Service/Agency Locator", KindGroup.I3, "agency locator")
    IMR = ("imr", "Interactive Media Response", KindGroup.I3, "ivr", "auto attendant")
    OCIF = ("ocif", "Outbound Call Interface Function", KindGroup.I3, "outbound call interface")
    IDX = ("idx", "Incident Data Exchange", KindGroup.I3, "eido", "incident data exchange")
    PCA = (
        "pca",
        "Credentialing Agency (PCA or ICA)",
        KindGroup.I3,
        "ica",
        "pki",
        "certificate authority",
        "ca",
    )
    IDAM = (
        "idam",
        "Identity and Access Management",
        KindGroup.I3,
        "sso",
        "identity provider",
        "idp",
    )
    # gateways and the older network
    LNG = ("lng", "Legacy Network Gateway", KindGroup.GATEWAY, "legacy network gateway")
    LPG = (
        "lpg",
        "Legacy PSAP Gateway",
        KindGroup.GATEWAY,
        "legacy psap gateway",
        "emergency gateway",
    )
    LSRG = (
        "lsrg",
        "Legacy Selective Router Gateway",
        KindGroup.GATEWAY,
        "selective router gateway",
    )
    SELECTIVE_ROUTER = (
        "selective-router",
        "Selective Router",
        KindGroup.GATEWAY,
        "sr",
        "911 tandem",
    )
    ALI = (
        "ali-database",
        "ALI database",
        KindGroup.GATEWAY,
        "ali",
        "automatic location identification",
        "msag",
    )
    TCC = (
        "tcc",
        "Text Control Centre",
        KindGroup.GATEWAY,
        "text control center",
        "text gateway",
        "text-to-911",
    )
    # call handling
    CHFE = (
        "chfe",
        "Call Handling Functional Element",
        KindGroup.CALL_HANDLING,
        "che",
        "cpe",
        "call handling",
        "911 phone system",
        "ans",
    )
    CALL_POSITION = (
        "call-position",
        "Call-taking position",
        KindGroup.CALL_HANDLING,
        "position",
        "call taker position",
        "console position",
        "workstation 911",
    )
    RECORDER = (
        "recorder",
        "Voice recorder",
        KindGroup.CALL_HANDLING,
        "voice logger",
        "logging recorder",
        "nice",
        "eventide",
    )
    ADMIN_PBX = (
        "admin-pbx",
        "Administrative phone system",
        KindGroup.CALL_HANDLING,
        "pbx",
        "phone system",
        "voip phones",
    )
    TRUNK_GROUP = (
        "trunk-group",
        "Trunk group or delivery channel",
        KindGroup.CALL_HANDLING,
        "trunks",
        "trunk",
        "cama trunks",
        "sip trunk",
        "lines",
    )
    # dispatch and records
    CAD = (
        "cad",
        "Computer-aided dispatch",
        KindGroup.DISPATCH,
        "computer aided dispatch",
        "cad server",
        "dispatch system",
    )
    RMS = ("rms", "Records management system", KindGroup.DISPATCH, "records", "jail management")
    NCIC = (
        "ncic-terminal",
        "Criminal-justice terminal",
        KindGroup.DISPATCH,
        "ncic",
        "cjis terminal",
        "state switch",
        "leds",
        "clean",
    )
    GIS = ("gis-provider", "GIS data source", KindGroup.DISPATCH, "gis", "map data", "gis server")
    # radio, paging and field
    RADIO_CONSOLE = (
        "radio-console",
        "Radio console",
        KindGroup.RADIO,
        "console",
        "dispatch console",
        "mcc7500",
    )
    LMR_CORE = (
        "lmr-core",
        "Land mobile radio core",
        KindGroup.RADIO,
        "lmr",
        "p25 core",
        "radio core",
        "radio system",
    )
    ROIP = ("roip-gateway", "Radio-over-IP gateway", KindGroup.RADIO, "roip", "radio gateway")
    PAGING = (
        "paging",
        "Paging or station alerting",
        KindGroup.RADIO,
        "pager",
        "station alerting",
        "toning",
    )
    TOWER = ("tower-site", "Tower site", KindGroup.RADIO, "tower", "radio site")
    MDT = ("mdt", "Mobile data terminal", KindGroup.RADIO, "mobile data", "mdc", "vehicle laptop")
    VEHICLE_ROUTER = (
        "vehicle-router",
        "Vehicle router",
        KindGroup.RADIO,
        "airlink",
        "vehicle modem",
        "mobile router",
    )
    MDM = ("mdm", "Mobile device management", KindGroup.RADIO, "mobile device management", "intune")
    # public alerting
    EAS = (
        "eas-encoder",
        "EAS encoder",
        KindGroup.ALERTING,
        "eas",
        "dasdec",
        "emergency alert system",
    )
    MASS_NOTIFICATION = (
        "mass-notification",
        "Mass notification service",
        KindGroup.ALERTING,
        "alerting",
        "codered",
        "reverse 911",
        "wea",
        "ipaws",
    )
    SIREN = (
        "siren-controller",
        "Outdoor siren controller",
        KindGroup.ALERTING,
        "siren",
        "sirens",
        "warning siren",
    )
    # office network and shared IT
    DIRECTORY = (
        "directory",
        "Directory (accounts and sign-in)",
        KindGroup.ENTERPRISE,
        "ad",
        "active directory",
        "ldap",
        "domain controller",
        "dc",
    )
    WORKSTATION = (
        "workstation",
        "Office workstation",
        KindGroup.ENTERPRISE,
        "pc",
        "office pc",
        "desktop",
        "laptop",
        "admin pc",
    )
    EMAIL = ("email", "E-mail", KindGroup.ENTERPRISE, "mail", "exchange", "office 365", "m365")
    FILE_SERVER = (
        "file-server",
        "File server",
        KindGroup.ENTERPRISE,
        "file share",
        "nas",
        "storage",
    )
    WEB_SERVER = (
        "web-server",
        "Web server or portal",
        KindGroup.ENTERPRISE,
        "web",
        "web portal",
        "website",
        "web app",
    )
    DATABASE = ("database", "Database server", KindGroup.ENTERPRISE, "sql server", "oracle", "db")
    HYPERVISOR = (
        "hypervisor",
        "Virtualisation host",
        KindGroup.ENTERPRISE,
        "vmware",
        "esxi",
        "hyper-v",
        "virtual host",
        "server cluster",
    )
    BACKUP = ("backup", "Backup system", KindGroup.ENTERPRISE, "backups", "veeam", "backup server")
    CLOUD = (
        "cloud-service",
        "Cloud service or tenant",
        KindGroup.ENTERPRISE,
        "saas",
        "cloud",
        "tenant",
        "azure",
        "aws",
    )
    CCTV = ("cctv", "Camera system", KindGroup.ENTERPRISE, "cameras", "camera", "video")
    # network, circuits and power
    FIREWALL = ("firewall", "Firewall", KindGroup.NETWORK, "fw", "ngfw")
    NETWORK = (
        "network-device",
        "Router or switch",
        KindGroup.NETWORK,
        "router",
        "switch",
        "lan switch",
        "wan router",
    )
    VPN = (
        "vpn-gateway",
        "VPN or remote-access gateway",
        KindGroup.NETWORK,
        "vpn",
        "remote access",
        "rdp gateway",
        "citrix",
    )
    RMM = (
        "remote-management",
        "Remote management tool",
        KindGroup.NETWORK,
        "rmm",
        "remote support",
        "teamviewer",
        "screenconnect",
        "vendor remote access",
    )
    DNS = ("dns-server", "DNS or DHCP server", KindGroup.NETWORK, "dns", "dhcp", "name server")
    TIME = ("time-server", "Time source", KindGroup.NETWORK, "ntp", "gps clock", "time", "netclock")
    CIRCUIT = (
        "circuit",
        "Circuit",
        KindGroup.NETWORK,
        "wan",
        "fiber",
        "fibre",
        "t1",
        "mpls",
        "internet line",
        "link",
    )
    POWER = (
        "power",
        "Power (utility, UPS, generator)",
        KindGroup.NETWORK,
        "ups",
        "generator",
        "utility power",
    )
    FACILITY = (
        "facility",
        "Building or equipment room",
        KindGroup.NETWORK,
        "building",
        "equipment room",
        "comm room",
        "data center",
    )
    # other organisations
    OSP = (
        "osp",
        "Originating service provider",
        KindGroup.PARTY,
        "carrier network",
        "wireless carrier",
        "originating network",
    )
    VENDOR = (
        "vendor",
        "Vendor or service provider",
        KindGroup.PARTY,
        "msp",
        "managed service provider",
        "provider",
        "contractor",
        "carrier",
    )


class Interface(Enum):
    """Classes of protocols that a vector can ask for."""

    SIP = "sip"
    MEDIA = "media"
    WEB = "web"
    DATA = "data"
    DIRECTORY = "directory"
    ADMIN = "admin"
    EMAIL = "email"
    NAMING_AND_TIME = "naming-and-time"
    TELEPHONE = "telephone"
    RADIO = "radio"
    PHYSICAL = "physical"
    ANY = "any"
    """Whatever the flow speaks."""


class Protocol(Enum):
    """
    What a data flow speaks: value (the word in files) and the interface class it belongs to.

    Vectors speak of interface classes, inventories of protocols; this is the only bridge.
    """

    interface: Interface

    def __new__(cls, slug: str, interface: Interface) -> Self:
        """Make a member whose value is the word in files."""
        member = object.__new__(cls)
        member._value_ = slug
        member.interface = interface
        return member

    SIP = ("sip", Interface.SIP)
    SIPREC = ("siprec", Interface.SIP)
    RTP = ("rtp", Interface.MEDIA)
    RTSP = ("rtsp", Interface.MEDIA)
    MSRP = ("msrp", Interface.MEDIA)
    HTTP = ("http", Interface.WEB)
    HTTPS = ("https", Interface.WEB)
    LOST = ("lost", Interface.WEB)
    HELD = ("held", Interface.WEB)
    EIDO = ("eido", Interface.WEB)
    LOG_EVENTS = ("log-events", Interface.WEB)
    POLICY = ("policy", Interface.WEB)
    GIS_REPLICATION = ("gis-replication", Interface.DATA)
    DATABASE = ("database", Interface.DATA)
    VENDOR = ("vendor-protocol", Interface.DATA)
    FILE_SHARE = ("file-share", Interface.DATA)
    BACKUP = ("backup", Interface.DATA)
    LDAP = ("ldap", Interface.DIRECTORY)
    KERBEROS = ("kerberos", Interface.DIRECTORY)
    OIDC = ("oidc", Interface.DIRECTORY)
    RADIUS = ("radius", Interface.DIRECTORY)
    RDP = ("rdp", Interface.ADMIN)
    SSH = ("ssh", Interface.ADMIN)
    VPN = ("vpn", Interface.ADMIN)
    REMOTE_SUPPORT = ("remote-support", Interface.ADMIN)
    SNMP = ("snmp", Interface.ADMIN)
    SMTP = ("smtp", Interface.EMAIL)
    DNS = ("dns", Interface.NAMING_AND_TIME)
    NTP = ("ntp", Interface.NAMING_AND_TIME)
    PSTN = ("pstn", Interface.TELEPHONE)
    CAMA = ("cama", Interface.TELEPHONE)
    SS7 = ("ss7", Interface.TELEPHONE)
    ALI_LINK = ("ali-link", Interface.DATA)
    P25 = ("p25", Interface.RADIO)
    RADIO = ("radio", Interface.RADIO)
    PAGING = ("paging", Interface.RADIO)
    PHYSICAL = ("physical", Interface.PHYSICAL)
    ANY = ("any", Interface.ANY)
