extension Site {
    /// Every part of the site. A new part is one line here.
    var all: [any PageRoutes] {
        [
            HomePages(site: self), OperationPages(site: self), LinePages(site: self), NumberPages(site: self),
            PeoplePages(site: self), IdentifierPages(site: self), ClosurePages(site: self),
            CheckBackPages(site: self),
            FilePages(site: self), AuthorisationPages(site: self), SearchPages(site: self),
            CardPages(site: self),
            LogPages(site: self), RetentionPages(site: self), DeletionPages(site: self),
            AboutPages(site: self),
            SignInPages(site: self), SetUpPages(site: self), ProviderPages(site: self), WhyPages(site: self),
            AccountPages(site: self), SecondFactorPages(site: self), KeyPages(site: self),
            AdministrationPages(site: self), UserPages(site: self), ForcePages(site: self), Assets(),
            APIRouter(site: self), LiveRoute(site: self),
        ]
    }
}
